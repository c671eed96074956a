package org.dafusion.jobs.benchmark;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.dafusion.data.ImageFile;
import org.dafusion.jobs.augment.UnetCalls;
import org.dafusion.jobs.pictures.SyntheticRun;

/**
 * The pictures of a grid. One is known by its run, which covers prompt or token, intensities, seed,
 * model, sampler and size, by its source and by its number among the source's.
 */
final class PictureUnits {
  /** A run of pictures, and how many of each source take part. */
  private static final class Wanted {
    private final BenchmarkDraw.Trial trial;
    private final Map<ImageFile, Integer> all = new LinkedHashMap<>();
    private final Map<ImageFile, Integer> toDo = new HashMap<>();
    private final CallTable calls;

    Wanted(BenchmarkDraw.Trial trial, CallTable calls) {
      this.trial = trial;
      this.calls = calls;
    }

    int calls(ImageFile image, int from, int to) {
      return calls.of(trial, image, from, to);
    }
  }

  /**
   * Calls for the pictures of each source; the same for all runs that draw the same intensities.
   */
  private static final class CallTable {
    private final Map<ImageFile, int[]> before = new HashMap<>();
    private final Set<String> classNames = new HashSet<>();
    private UnetCalls calls;

    void expect(List<ImageFile> images) {
      images.forEach(image -> classNames.add(image.className()));
    }

    /** What tells the calls of one run from those of another. */
    static List<Object> key(BenchmarkDraw.Trial trial) {
      SyntheticRun run = trial.pictures();
      return List.of(
          run.examples(),
          run.method(),
          run.augment().scheduler(),
          run.augment().steps(),
          run.augment().seed(),
          trial.schedule());
    }

    /** Calls for the pictures of a source with numbers from one to below another. */
    int of(BenchmarkDraw.Trial trial, ImageFile image, int from, int to) {
      int[] sums = before.getOrDefault(image, new int[1]);
      if (sums.length <= to) {
        calls =
            calls == null ? new UnetCalls(trial.pictures(), trial.schedule(), classNames) : calls;
        sums = longer(sums, to, image);
        before.put(image, sums);
      }
      return sums[to] - sums[from];
    }

    private int[] longer(int[] sums, int to, ImageFile image) {
      int[] more = Arrays.copyOf(sums, to + 1);
      for (int repeat = sums.length - 1; repeat < to; repeat++) {
        more[repeat + 1] = more[repeat] + calls.of(image, repeat);
      }
      return more;
    }
  }

  private final List<BenchmarkDraw> draws;
  private final FinishedWork finished;
  private final Predicate<BenchmarkDraw.Trial> left;
  private final Map<String, Wanted> byRun = new LinkedHashMap<>();
  private final Map<List<Object>, CallTable> callTables = new HashMap<>();

  /**
   * The pictures that draws want.
   *
   * @param left whether a trial is to do
   */
  PictureUnits(
      List<BenchmarkDraw> draws, FinishedWork finished, Predicate<BenchmarkDraw.Trial> left) {
    this.draws = draws;
    this.finished = finished;
    this.left = left;
    for (BenchmarkDraw draw : draws) {
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        if (trial.pictures() != null) {
          want(draw, trial);
        }
      }
    }
  }

  private void want(BenchmarkDraw draw, BenchmarkDraw.Trial trial) {
    CallTable calls = callTables.computeIfAbsent(CallTable.key(trial), key -> new CallTable());
    Wanted run = byRun.computeIfAbsent(trial.planned().synthetic(), r -> new Wanted(trial, calls));
    calls.expect(draw.images());
    int repeats = trial.arm().repeats();
    boolean isLeft = left.test(trial);
    for (ImageFile image : draw.images()) {
      run.all.merge(image, repeats, Math::max);
      if (isLeft) {
        run.toDo.merge(image, repeats, Math::max);
      }
    }
  }

  /** How many pictures. */
  UnitCount pictures() {
    return count((run, image, from, to) -> to - from);
  }

  /** How many calls of the noise predictor they take. */
  UnitCount calls() {
    return count(Wanted::calls);
  }

  /** Bytes of the pictures that are to be made. */
  double bytesToDo(double bytesPerPixel) {
    double bytes = 0;
    for (Map.Entry<String, Wanted> run : byRun.entrySet()) {
      SyntheticRun made = run.getValue().trial.pictures();
      double each = bytesPerPixel * made.augment().size() * made.augment().size();
      for (Map.Entry<ImageFile, Integer> image : run.getValue().toDo.entrySet()) {
        BitSet there = finished.pictures(run.getKey(), image.getKey().id());
        bytes += each * (image.getValue() - there.get(0, image.getValue()).cardinality());
      }
    }
    return bytes;
  }

  /** Measures some pictures of a source, those with numbers from one to below another. */
  @FunctionalInterface
  private interface Measure {
    long of(Wanted run, ImageFile image, int from, int to);
  }

  private UnitCount count(Measure measure) {
    long wanted = 0;
    long inDraws = 0;
    for (BenchmarkDraw draw : draws) {
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        if (trial.pictures() != null) {
          wanted += of(draw, trial.planned().synthetic(), trial.arm().repeats(), measure);
        }
      }
      for (Map.Entry<String, Integer> run : draw.repeats().entrySet()) {
        inDraws += of(draw, run.getKey(), run.getValue(), measure);
      }
    }
    long shared = 0;
    long there = 0;
    long toDo = 0;
    for (Map.Entry<String, Wanted> entry : byRun.entrySet()) {
      Wanted run = entry.getValue();
      for (Map.Entry<ImageFile, Integer> image : run.all.entrySet()) {
        BitSet made = finished.pictures(entry.getKey(), image.getKey().id());
        int repeats = image.getValue();
        int wantedNow = run.toDo.getOrDefault(image.getKey(), 0);
        long all = measure.of(run, image.getKey(), 0, repeats);
        shared += all;
        if (made.isEmpty() && wantedNow == repeats) {
          toDo += all;
          continue;
        }
        for (int repeat = 0; repeat < repeats; repeat++) {
          long one = measure.of(run, image.getKey(), repeat, repeat + 1);
          there += made.get(repeat) ? one : 0;
          toDo += !made.get(repeat) && repeat < wantedNow ? one : 0;
        }
      }
    }
    return new UnitCount(wanted, inDraws, shared, there, toDo);
  }

  private long of(BenchmarkDraw draw, String run, int repeats, Measure measure) {
    Wanted wanted = byRun.get(run);
    return draw.images().stream().mapToLong(i -> measure.of(wanted, i, 0, repeats)).sum();
  }
}
