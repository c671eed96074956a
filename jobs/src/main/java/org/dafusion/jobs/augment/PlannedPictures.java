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
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.random.Seeds;

/**
 * The requests of one partition, made as they are asked for, so that only the sources in work are
 * held. Remembers what each request was until its result is turned into a row.
 */
final class PlannedPictures implements Iterator<AugmentRequest> {
  private final SyntheticRun run;
  private final ErasedUnets erased;
  private final Iterator<DecodedSource> sources;
  private final GenerativeAugmentation augmentation;
  private final Queue<AugmentRequest> ready = new ArrayDeque<>();
  private final Map<String, Planned> inWork = new HashMap<>();
  private final Queue<AugmentResult> unusable = new ArrayDeque<>();

  /**
   * The requests for some sources.
   *
   * @param tokens learned tokens for the prompts
   * @param erased which classes could be erased, where they had to be
   * @param sources of rows with {@code source_id, repeats, label, class}
   */
  PlannedPictures(
      SyntheticRun run, TokenChoice tokens, ErasedUnets erased, Iterator<DecodedSource> sources) {
    this.run = run;
    this.erased = erased;
    this.sources = sources;
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

  /** What the request of a result was; it is forgotten. */
  Planned finished(AugmentResult result) {
    return inWork.remove(result.id());
  }

  private void plan(DecodedSource decoded) {
    Row source = decoded.row();
    String sourceId = source.getAs("source_id");
    String className = source.getAs("class");
    String reason = decoded.reason() == null ? erased.refusal(className) : decoded.reason();
    List<Integer> repeats = source.getList(source.fieldIndex("repeats"));
    for (int repeat : repeats) {
      String id = SyntheticTable.id(sourceId, repeat);
      long seed = Seeds.derive(run.augment().seed(), sourceId, repeat);
      AugmentRequest request =
          new AugmentRequest(id, sourceId, decoded.image(), className, seed, decoded.object());
      inWork.put(id, new Planned(sourceId, source.<Long>getAs("label"), className, repeat, seed));
      if (reason == null) {
        ready.add(request);
      } else {
        unusable.add(new AugmentResult(List.of(), 0, new EditResult.Refused(id, reason)));
      }
    }
  }

  /** What a result's row needs beside the result. */
  record Planned(String sourceId, long label, String className, int repeat, long seed) {}
}
