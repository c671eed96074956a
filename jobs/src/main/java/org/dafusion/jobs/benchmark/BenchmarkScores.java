package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.dafusion.classifier.Protocol;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.stage.TextTable;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.jobs.train.PlannedTrial;
import org.dafusion.jobs.train.TrialAccuracy;
import org.dafusion.metrics.BestEpoch;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.ScoreGrid;
import org.dafusion.metrics.TrialScore;

/** What a benchmark found: accuracies and differences by method and examples per class. */
final class BenchmarkScores {
  private final PlannedDataset planned;
  private final String protocol;
  private final BenchmarkSettings benchmark;
  private final String dataset;
  private final int validationImages;
  private final List<PlannedTrial> trials;
  private final int missing;
  private final ScoreGrid told;
  private final boolean selected;
  private final ScoreGrid best;

  /**
   * @param planned all that was wanted
   * @param protocol whose trials are compared
   * @param dataset name to people
   * @param validationImages that trials are judged by
   * @param found by run; a trial that is not there is left out, and from pairs its partner too
   */
  BenchmarkScores(
      PlannedDataset planned,
      String protocol,
      String dataset,
      int validationImages,
      Map<String, TrialAccuracy> found) {
    this.planned = planned;
    this.protocol = protocol;
    this.benchmark = planned.dataset().grid();
    this.dataset = dataset;
    this.validationImages = validationImages;
    List<PlannedTrial> wanted = planned.trials(protocol);
    this.trials = wanted.stream().filter(trial -> found.containsKey(trial.id())).toList();
    this.missing = wanted.size() - this.trials.size();
    this.told = grid(this.trials, found, TrialAccuracy::told);
    this.selected = this.trials.stream().anyMatch(t -> found.get(t.id()).selected() != null);
    this.best =
        isPublished()
            ? bestEpochs(this.trials, found)
            : grid(this.trials, found, TrialAccuracy::best);
  }

  private boolean isPublished() {
    return Protocol.PUBLISHED.label().equals(protocol);
  }

  /** As the reference: of each method and number of examples the epoch with the best mean. */
  private static ScoreGrid bestEpochs(List<PlannedTrial> trials, Map<String, TrialAccuracy> found) {
    Map<String, Map<Integer, List<BestEpoch.Score>>> scores = new LinkedHashMap<>();
    for (PlannedTrial trial : trials) {
      List<BestEpoch.Score> cell =
          scores
              .computeIfAbsent(trial.method(), method -> new TreeMap<>())
              .computeIfAbsent(trial.split().examplesPerClass(), k -> new ArrayList<>());
      for (TrialRow row : found.get(trial.id()).evaluations()) {
        cell.add(new BestEpoch.Score(trial.split().seed(), row.epoch(), row.value()));
      }
    }
    List<TrialScore> best = new ArrayList<>();
    scores.forEach(
        (method, cells) ->
            cells.forEach(
                (k, cell) ->
                    BestEpoch.of(cell)
                        .values()
                        .forEach(
                            (seed, value) -> best.add(new TrialScore(method, k, seed, value)))));
    return new ScoreGrid(best, ConfidenceInterval.PAPER_LEVEL);
  }

  private static ScoreGrid grid(
      List<PlannedTrial> trials,
      Map<String, TrialAccuracy> found,
      Function<TrialAccuracy, TrialRow> evaluation) {
    List<TrialScore> scores =
        trials.stream()
            .map(
                trial ->
                    new TrialScore(
                        trial.method(),
                        trial.split().examplesPerClass(),
                        trial.split().seed(),
                        evaluation.apply(found.get(trial.id())).value()))
            .toList();
    return new ScoreGrid(scores, ConfidenceInterval.PAPER_LEVEL);
  }

  /** Tables for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "benchmark: %s%s, %d validation images, %d seeds; means with their 68 %% intervals (Student's t)"
            .formatted(
                dataset,
                planned.dataset().hasSeveralProtocols() ? ", protocol " + protocol : "",
                validationImages,
                benchmark.seeds().size()));
    if (missing > 0) {
      lines.add("%d trials were left out, each with its reason above".formatted(missing));
    }
    lines.add(
        selected
            ? "accuracy at the epoch that held-out training pictures chose, or after the last step, %"
            : "accuracy after the last step, %");
    lines.addAll(table(told));
    if (benchmark.methods().size() > 1) {
      lines.add(
          "difference to %s in points, over the same images and seeds"
              .formatted(benchmark.reference()));
      lines.addAll(differences());
    }
    lines.add(
        isPublished()
            ? "accuracy at the epoch with the best mean, %, chosen by the validation images as in"
                + " the reference"
            : "accuracy at the best evaluation, %, chosen by the validation images as in the"
                + " paper");
    lines.addAll(table(best));
    return lines;
  }

  private static List<String> table(ScoreGrid grid) {
    List<List<String>> cells = new ArrayList<>();
    for (String method : grid.methods()) {
      List<String> row = new ArrayList<>(List.of(method));
      grid.examplesPerClass().forEach(k -> row.add(cell(grid.mean(method, k), "")));
      cells.add(row);
    }
    return new TextTable(header(grid), cells).lines();
  }

  private List<String> differences() {
    String reference = benchmark.reference();
    boolean several = told.examplesPerClass().size() > 1;
    List<List<String>> cells = new ArrayList<>();
    for (String method : told.methods()) {
      if (!method.equals(reference)) {
        List<String> row = new ArrayList<>(List.of(method));
        told.examplesPerClass()
            .forEach(k -> row.add(cell(told.difference(method, reference, k), "+")));
        if (several) {
          row.add(cell(told.difference(method, reference), "+"));
        }
        cells.add(row);
      }
    }
    List<String> header = header(told);
    if (several) {
      header.add("whole grid");
    }
    return new TextTable(header, cells).lines();
  }

  private static List<String> header(ScoreGrid grid) {
    List<String> header = new ArrayList<>(List.of("method"));
    grid.examplesPerClass().forEach(k -> header.add(FewShotSplit.inWords(k) + " per class"));
    return header;
  }

  /** A share in percent; a single trial has no interval. */
  private static String cell(Optional<ConfidenceInterval> interval, String sign) {
    if (interval.isEmpty()) {
      return "-";
    }
    ConfidenceInterval found = interval.get();
    String mean = String.format(Locale.ROOT, "%" + sign + ".1f", 100 * found.mean());
    return found.trials() == 1
        ? mean
        : mean + String.format(Locale.ROOT, " ± %.1f", 100 * found.halfWidth());
  }

  /** Writes {@code result.json}; answers where it lies. */
  Path write(Workspace place) {
    BenchmarkResult.Compared compared =
        new BenchmarkResult.Compared(planned, protocol, dataset, validationImages);
    return BenchmarkResult.of(place, compared, trials, told, best).write(place, planned);
  }
}
