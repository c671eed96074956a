package org.dafusion.jobs.benchmark;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.dafusion.jobs.augment.AugmentStage;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;

/**
 * How fast the work in a workspace was, by what its manifests say: seconds on the clock and counts
 * of earlier runs, all devices that took part together. Runs that were made at the same time share
 * these seconds, so that the sum over runs is the time that all of them took.
 *
 * @param tokens runs of learned tokens
 * @param pictures runs of pictures
 * @param trials runs of trials
 */
record MeasuredRates(
    List<RunManifest> tokens, List<RunManifest> pictures, List<RunManifest> trials) {
  /** An empty workspace. */
  static final MeasuredRates NONE = new MeasuredRates(List.of(), List.of(), List.of());

  /**
   * A rate, or a time.
   *
   * @param value in what was asked for
   * @param devices that it was measured on
   */
  record Measured(double value, SortedSet<String> devices) {}

  static MeasuredRates in(Workspace place) {
    return new MeasuredRates(
        EmbeddingsTable.in(place).manifest().runs(),
        SyntheticTable.in(place).manifest().runs(),
        TrialsTable.in(place).manifest().runs());
  }

  /** Denoising steps in a second, with the same model, precision and size. */
  Optional<Measured> unetCalls(SyntheticRun like) {
    return rate(
        pictures,
        like,
        like.augment().size(),
        run -> run.counts().getOrDefault(AugmentStage.UNET_CALLS, 0L));
  }

  /** Samples of textual inversion in a second, likewise. */
  Optional<Measured> tokenSamples(SyntheticRun like, int size) {
    return rate(tokens, like, size, MeasuredRates::samples);
  }

  private static double samples(RunManifest run) {
    if (!(run.settings().get("recipe") instanceof Map<?, ?> recipe)) {
      return 0;
    }
    long learned = run.counts().getOrDefault(Status.OK.text(), 0L);
    return learned * number(recipe.get("steps")) * number(recipe.get("batch"));
  }

  private static Optional<Measured> rate(
      List<RunManifest> runs, SyntheticRun like, int size, ToDoubleFunction<RunManifest> units) {
    double done = 0;
    double seconds = 0;
    SortedSet<String> devices = new TreeSet<>();
    for (RunManifest run : runs) {
      Map<String, Object> settings = run.settings();
      boolean alike =
          like.modelDigest().equals(settings.get("model"))
              && like.model().precision().equals(settings.get("precision"))
              && number(settings.get("size")) == size;
      if (alike && units.applyAsDouble(run) > 0) {
        done += units.applyAsDouble(run);
        seconds += run.seconds();
        devices.addAll(run.devices());
      }
    }
    return done > 0 && seconds > 0
        ? Optional.of(new Measured(done / seconds, devices))
        : Optional.empty();
  }

  /**
   * By how much trials took longer on the clock than one device was thought to need for them; below
   * 1 where many devices did them together.
   *
   * @param runs of the trials that count
   * @param thought seconds of all of them
   */
  Optional<Measured> slowness(Set<String> runs, double thought) {
    List<RunManifest> known = trials.stream().filter(run -> runs.contains(run.run())).toList();
    double took = known.stream().mapToDouble(RunManifest::seconds).sum();
    SortedSet<String> devices = new TreeSet<>();
    known.forEach(run -> devices.addAll(run.devices()));
    return took > 0 && thought > 0
        ? Optional.of(new Measured(took / thought, devices))
        : Optional.empty();
  }

  private static double number(Object value) {
    return value instanceof Number number ? number.doubleValue() : 0;
  }
}
