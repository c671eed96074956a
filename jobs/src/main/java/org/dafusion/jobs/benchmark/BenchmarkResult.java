package org.dafusion.jobs.benchmark;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.jobs.train.HeldOutImages;
import org.dafusion.jobs.train.PlannedTrial;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.ScoreGrid;

/**
 * {@code <workspace>/result.json}, or {@code result-DATASET-PROTOCOL.json} where a benchmark names
 * datasets and has several protocols: the headline numbers of the latest benchmark, and which runs
 * of {@code trials} they come from.
 *
 * @param dataset name of the data set
 * @param protocol by which all trials were run and judged
 * @param validationImages that all trials are judged by
 * @param examples run of the real images
 * @param comparedWith method that differences are to
 * @param level confidence of all intervals
 * @param interval how they are made
 * @param cells one for each method and number of examples per class
 * @param overall one for each method but the first: its difference over the whole grid
 */
record BenchmarkResult(
    String dataset,
    String protocol,
    int validationImages,
    String examples,
    String comparedWith,
    double level,
    String interval,
    List<Cell> cells,
    List<Overall> overall) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  /**
   * @param accuracy after the last step, as a share
   * @param bestAccuracy at the best evaluation of each trial; by the published protocol at the
   *     epoch with the best mean over seeds
   * @param difference of the former to the method compared with, in pairs; null for that itself
   * @param runs of {@code trials} by seed
   */
  record Cell(
      String method,
      int examplesPerClass,
      Interval accuracy,
      Interval bestAccuracy,
      Interval difference,
      Map<Long, String> runs) {}

  /** A method's difference over all numbers of examples, each seed counted once. */
  record Overall(String method, Interval difference) {}

  /**
   * @param low null for a single trial, as {@code high}
   */
  record Interval(double mean, Double low, Double high, int trials) {
    static Interval of(Optional<ConfidenceInterval> found) {
      return found
          .map(
              i ->
                  i.trials() == 1
                      ? new Interval(i.mean(), null, null, 1)
                      : new Interval(i.mean(), i.low(), i.high(), i.trials()))
          .orElse(null);
    }
  }

  static BenchmarkResult of(
      PlannedDataset planned,
      String protocol,
      HeldOutImages heldOut,
      List<PlannedTrial> trials,
      ScoreGrid last,
      ScoreGrid best) {
    String reference = planned.dataset().grid().reference();
    List<Cell> cells = new ArrayList<>();
    List<Overall> overall = new ArrayList<>();
    for (String method : last.methods()) {
      boolean compared = !method.equals(reference);
      for (int k : last.examplesPerClass()) {
        cells.add(
            new Cell(
                method,
                k,
                Interval.of(last.mean(method, k)),
                Interval.of(best.mean(method, k)),
                compared ? Interval.of(last.difference(method, reference, k)) : null,
                runs(trials, method, k)));
      }
      if (compared) {
        overall.add(new Overall(method, Interval.of(last.difference(method, reference))));
      }
    }
    return new BenchmarkResult(
        heldOut.dataset(),
        protocol,
        heldOut.images().size(),
        planned.examples(),
        reference,
        ConfidenceInterval.PAPER_LEVEL,
        "student-t",
        cells,
        overall);
  }

  private static Map<Long, String> runs(List<PlannedTrial> trials, String method, int k) {
    Map<Long, String> runs = new TreeMap<>();
    trials.stream()
        .filter(trial -> trial.method().equals(method))
        .filter(trial -> trial.split().examplesPerClass() == k)
        .forEach(trial -> runs.put(trial.split().seed(), trial.id()));
    return runs;
  }

  /** Writes the file; where there are several datasets or protocols, one for each. */
  Path write(Workspace place, PlannedDataset planned) {
    StringBuilder name = new StringBuilder("result");
    if (!planned.dataset().name().isEmpty()) {
      name.append('-').append(planned.dataset().name());
    }
    if (planned.dataset().hasSeveralProtocols()) {
      name.append('-').append(protocol);
    }
    Path file = place.path(name + ".json");
    try {
      WholeFile.write(
          file, (GSON.toJson(this) + "\n").getBytes(StandardCharsets.UTF_8), place.hadoop());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + " because " + e.getMessage(), e);
    }
    return file;
  }
}
