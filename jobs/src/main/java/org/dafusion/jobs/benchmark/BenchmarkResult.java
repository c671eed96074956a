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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.dafusion.jobs.cluster.WorkCost;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;
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
 * @param cost of the pictures that the trials mixed in, all of their runs together, as {@link
 *     WorkCost} has it
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
    List<Overall> overall,
    Map<String, Object> cost) {
  static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  /**
   * @param accuracy after the last step, or at the epoch that training pictures held out for it
   *     have chosen, as a share
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

  /** What was compared, and by how many images. */
  record Compared(PlannedDataset planned, String protocol, String dataset, int validationImages) {}

  static BenchmarkResult of(
      Workspace place,
      Compared compared,
      List<PlannedTrial> trials,
      ScoreGrid told,
      ScoreGrid best) {
    String reference = compared.planned().dataset().grid().reference();
    List<Cell> cells = new ArrayList<>();
    List<Overall> overall = new ArrayList<>();
    for (String method : told.methods()) {
      boolean other = !method.equals(reference);
      for (int k : told.examplesPerClass()) {
        cells.add(
            new Cell(
                method,
                k,
                Interval.of(told.mean(method, k)),
                Interval.of(best.mean(method, k)),
                other ? Interval.of(told.difference(method, reference, k)) : null,
                runs(trials, method, k)));
      }
      if (other) {
        overall.add(new Overall(method, Interval.of(told.difference(method, reference))));
      }
    }
    return new BenchmarkResult(
        compared.dataset(),
        compared.protocol(),
        compared.validationImages(),
        compared.planned().examples(),
        reference,
        ConfidenceInterval.PAPER_LEVEL,
        "student-t",
        cells,
        overall,
        cost(place, trials).toMap());
  }

  private static WorkCost cost(Workspace place, List<PlannedTrial> trials) {
    RunTable pictures = SyntheticTable.in(place);
    Set<String> runs = new TreeSet<>();
    trials.stream()
        .map(PlannedTrial::synthetic)
        .filter(run -> run != null)
        .forEach(run -> runs.addAll(pictures.continued(run)));
    return pictures.manifest().runs().stream()
        .filter(run -> runs.contains(run.run()))
        .map(run -> WorkCost.from(run.results()))
        .reduce(WorkCost.NONE, WorkCost::plus);
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
    Path file =
        place.path(
            CountedTrials.fileName(
                planned.dataset().name(), planned.dataset().hasSeveralProtocols() ? protocol : ""));
    try {
      WholeFile.write(
          file, (GSON.toJson(this) + "\n").getBytes(StandardCharsets.UTF_8), place.hadoop());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + " because " + e.getMessage(), e);
    }
    return file;
  }
}
