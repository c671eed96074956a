package org.dafusion.jobs.classify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.image.Image;
import org.dafusion.jobs.executor.UnusableDeviceException;
import org.dafusion.jobs.table.PredictionRow;
import org.dafusion.jobs.table.PredictionRow.Found;
import org.dafusion.jobs.table.PredictionsTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.serving.SavedClassifier;

/**
 * Rows of {@code predictions} from tiles, in their order. The network takes tiles of several images
 * together.
 */
final class Predictions implements Iterator<Row> {
  private final Iterator<CutTile> cuts;
  private final SavedClassifier classifier;
  private final String run;
  private final int batch;
  private final int topK;
  private final Queue<Row> ready = new ArrayDeque<>();

  /**
   * @param batch tiles that the network takes at once
   * @param topK classes that a row tells
   */
  Predictions(Iterator<CutTile> cuts, SavedClassifier classifier, String run, int batch, int topK) {
    this.cuts = cuts;
    this.classifier = classifier;
    this.run = run;
    this.batch = batch;
    this.topK = topK;
  }

  @Override
  public boolean hasNext() {
    if (ready.isEmpty() && cuts.hasNext()) {
      classifyNext();
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void classifyNext() {
    List<CutTile> taken = new ArrayList<>();
    List<Image> pictures = new ArrayList<>();
    while (cuts.hasNext() && taken.size() < batch) {
      CutTile cut = cuts.next();
      taken.add(cut);
      if (cut.picture() != null) {
        pictures.add(cut.picture());
      }
    }
    Iterator<float[]> probabilities =
        pictures.isEmpty()
            ? List.<float[]>of().iterator()
            : List.of(probabilities(pictures)).iterator();
    for (CutTile cut : taken) {
      ready.add(
          PredictionsTable.toRow(
              cut.picture() == null ? refused(cut) : found(cut, probabilities.next())));
    }
  }

  private float[][] probabilities(List<Image> pictures) {
    try {
      return OutOfDeviceMemoryException.recognisedIn(
          () -> classifier.probabilities(pictures, batch));
    } catch (OutOfDeviceMemoryException e) {
      throw new UnusableDeviceException(
          "Cannot classify %d tiles at once because the device has no room for them: set a smaller classify.batch. %s"
              .formatted(batch, e.getMessage()),
          e);
    }
  }

  private PredictionRow found(CutTile cut, float[] probabilities) {
    List<Found> found =
        IntStream.range(0, probabilities.length)
            .boxed()
            .sorted(Comparator.comparing(label -> -probabilities[label]))
            .limit(topK)
            .map(
                label -> new Found(label, classifier.classNames().get(label), probabilities[label]))
            .toList();
    return row(cut, found, Status.OK);
  }

  private PredictionRow refused(CutTile cut) {
    return row(cut, List.of(), Status.REFUSED);
  }

  private PredictionRow row(CutTile cut, List<Found> found, Status status) {
    boolean placed = cut.tile() != null;
    return new PredictionRow(
        PredictionsTable.id(
            cut.imageId(), placed ? cut.tile().x() : 0, placed ? cut.tile().y() : 0),
        run,
        cut.imageId(),
        cut.uri(),
        placed ? cut.tile().x() : null,
        placed ? cut.tile().y() : null,
        placed ? cut.tile().width() : null,
        placed ? cut.tile().height() : null,
        placed ? cut.size().width() : null,
        placed ? cut.size().height() : null,
        found,
        status,
        cut.reason());
  }
}
