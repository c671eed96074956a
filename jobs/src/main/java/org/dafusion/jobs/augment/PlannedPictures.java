package org.dafusion.jobs.augment;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.dafusion.augment.AugmentRequest;
import org.dafusion.augment.AugmentResult;
import org.dafusion.augment.GenerativeAugmentation;
import org.dafusion.augment.TokenChoice;
import org.dafusion.diffusion.EditResult;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.Mask;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.random.Seeds;

/**
 * The requests of one partition, made as they are asked for, so that only the sources in work are
 * decoded. Remembers what each request was until its result is turned into a row.
 */
final class PlannedPictures implements Iterator<AugmentRequest> {
  private final SyntheticRun run;
  private final ErasedUnets erased;
  private final Iterator<Row> sources;
  private final ImageDecoder decoder;
  private final GenerativeAugmentation augmentation;
  private final Queue<AugmentRequest> ready = new ArrayDeque<>();
  private final Map<String, Planned> inWork = new HashMap<>();
  private final Queue<AugmentResult> unusable = new ArrayDeque<>();

  /**
   * The requests for some sources.
   *
   * @param tokens learned tokens for the prompts
   * @param erased which classes could be erased, where they had to be
   * @param sources rows with {@code source_id, repeats, label, class, image, mask}
   */
  PlannedPictures(
      SyntheticRun run,
      TokenChoice tokens,
      ErasedUnets erased,
      Iterator<Row> sources,
      ImageDecoder decoder) {
    this.run = run;
    this.erased = erased;
    this.sources = sources;
    this.decoder = decoder;
    this.augmentation = run.method().toAugmentation(tokens);
  }

  /** The method that the requests are for. */
  GenerativeAugmentation augmentation() {
    return augmentation;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && sources.hasNext()) {
      plan(sources.next());
    }
    return !ready.isEmpty();
  }

  @Override
  public AugmentRequest next() {
    if (!hasNext()) {
      throw new NoSuchElementException("All pictures of the partition are requested");
    }
    return ready.remove();
  }

  /** Results known without any work: those of sources that cannot be decoded. */
  Queue<AugmentResult> unusable() {
    return unusable;
  }

  /** The row of a result; its request is forgotten. */
  Row toRow(AugmentResult result) {
    return SyntheticTable.toRow(PictureRow.of(result, inWork.remove(result.id()), run));
  }

  private void plan(Row source) {
    String sourceId = source.getAs("source_id");
    int size = run.augment().size();
    Image image;
    Mask object;
    String reason = erased.refusal(source.getAs("class"));
    try {
      byte[] bytes = source.<Row>getAs("image").getAs("bytes");
      // as upstream: squashed to the square, the aspect ratio is not kept
      image = Resize.to(decoder.decode(bytes), size, size, Resample.BILINEAR);
      object = object(source, size, decoder);
    } catch (UndecodableImageException e) {
      image = new Image(1, 1, new byte[Image.CHANNELS]);
      object = null;
      reason = e.getMessage();
    }
    List<Integer> repeats = source.getList(source.fieldIndex("repeats"));
    for (int repeat : repeats) {
      String id = SyntheticTable.id(sourceId, repeat);
      long seed = Seeds.derive(run.augment().seed(), sourceId, repeat);
      String className = source.getAs("class");
      AugmentRequest request = new AugmentRequest(id, sourceId, image, className, seed, object);
      inWork.put(id, new Planned(sourceId, source.<Long>getAs("label"), className, repeat, seed));
      if (reason == null) {
        ready.add(request);
      } else {
        unusable.add(new AugmentResult(List.of(), 0, new EditResult.Refused(id, reason)));
      }
    }
  }

  /** Where the object is, at the working size; null where nobody knows. */
  static Mask object(Row source, int size, ImageDecoder decoder) throws UndecodableImageException {
    Row mask = source.getAs("mask");
    return mask == null
        ? null
        : Resize.to(decoder.decodeMask(mask.getAs("bytes")), size, size, Resample.NEAREST);
  }

  /** What a result's row needs beside the result. */
  record Planned(String sourceId, long label, String className, int repeat, long seed) {}
}
