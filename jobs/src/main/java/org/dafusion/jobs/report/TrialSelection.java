package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.ScoreGrid;
import org.dafusion.metrics.TrialScore;

/**
 * The trials that a report compares: of each method, number of examples and seed the one that was
 * finished last, by its validation accuracy after the last step.
 */
public final class TrialSelection {
  private static final String ACCURACY = "accuracy";
  private static final String VALIDATION = "validation";

  /** What trials that are compared may differ in; everything else should be the same. */
  private static final Set<String> OWN =
      Set.of(
          "augmentation",
          "examples-per-class",
          "split-seed",
          "synthetic",
          "repeats",
          "synthetic-probability",
          "transform",
          "seed");

  private final Dataset<Row> last;
  private final List<TrialRow> chosen;
  private final List<RunManifest> manifests;
  private final int others;
  private final ScoreGrid grid;

  private TrialSelection(
      Dataset<Row> last, List<TrialRow> chosen, List<RunManifest> manifests, int others) {
    this.last = last;
    this.chosen = chosen;
    List<String> runs = chosen.stream().map(TrialRow::run).toList();
    this.manifests = manifests.stream().filter(known -> runs.contains(known.run())).toList();
    this.others = others;
    this.grid =
        new ScoreGrid(
            chosen.stream()
                .map(
                    row ->
                        new TrialScore(
                            row.augmentation(), row.examplesPerClass(), row.seed(), row.value()))
                .toList(),
            ConfidenceInterval.PAPER_LEVEL);
  }

  /** Chooses among the trials of a workspace; none where it has none. */
  public static TrialSelection of(WorkspaceTables tables) {
    Dataset<Row> rows =
        tables
            .table(TrialsTable.NAME)
            .read()
            .where(col("metric").equalTo(ACCURACY).and(col("part").equalTo(VALIDATION)));
    Dataset<Row> ends = rows.groupBy("run").agg(max("step").as("step"));
    Dataset<Row> last = rows.join(ends, new String[] {"run", "step"});
    List<TrialRow> all =
        new ArrayList<>(
            last.where(col("class").isNull()).collectAsList().stream()
                .map(TrialsTable::fromRow)
                .toList());
    List<RunManifest> manifests = tables.runs(TrialsTable.NAME);
    List<String> order = manifests.stream().map(RunManifest::run).toList();
    all.sort(
        Comparator.comparingInt((TrialRow row) -> order.indexOf(row.run()))
            .thenComparing(TrialRow::run));
    String dataset = all.isEmpty() ? "" : all.get(all.size() - 1).dataset();
    Map<List<Object>, TrialRow> latest = new LinkedHashMap<>();
    all.stream()
        .filter(row -> row.dataset().equals(dataset))
        .forEach(
            row ->
                latest.put(List.of(row.augmentation(), row.examplesPerClass(), row.seed()), row));
    return new TrialSelection(
        last, List.copyOf(latest.values()), manifests, all.size() - latest.size());
  }

  boolean isEmpty() {
    return chosen.isEmpty();
  }

  /** Their accuracies by method, examples per class and seed. */
  public ScoreGrid grid() {
    return grid;
  }

  /** Trials that were left out. */
  int others() {
    return others;
  }

  /** The chosen ones, each by its one number. */
  public List<TrialRow> trials() {
    return chosen;
  }

  /** What the manifest tells of the chosen ones, the one that was finished last at the end. */
  List<RunManifest> manifests() {
    return manifests;
  }

  /** Names of settings in which trials differ that should not. */
  public Set<String> differingSettings() {
    List<Map<String, Object>> settings = manifests.stream().map(RunManifest::settings).toList();
    Set<String> names = new TreeSet<>();
    settings.forEach(each -> names.addAll(each.keySet()));
    names.removeAll(OWN);
    names.removeIf(
        name ->
            settings.stream()
                    .map(each -> each.get(name))
                    .filter(Objects::nonNull)
                    .distinct()
                    .count()
                <= 1);
    return names;
  }

  /** Mean accuracy of each class over seeds, in columns class, augmentation, mean. */
  List<Row> byClass(int examplesPerClass) {
    Object[] runs =
        chosen.stream()
            .filter(row -> row.examplesPerClass() == examplesPerClass)
            .map(TrialRow::run)
            .toArray();
    return last.where(col("class").isNotNull().and(col("run").isin(runs)))
        .groupBy("class", "augmentation")
        .agg(avg("value").as("mean"))
        .orderBy("class", "augmentation")
        .collectAsList();
  }
}
