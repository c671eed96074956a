package org.dafusion.jobs.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.ScoreGrid;
import org.dafusion.metrics.TrialScore;

/**
 * The trials of one dataset and protocol that a report compares: of each method, number of examples
 * and seed the one that was finished last, by its accuracy at the moment that {@link TrialMoments}
 * tells of.
 */
public final class TrialSelection {
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

  private final TrialMoments moments;
  private final List<TrialRow> chosen;
  private final List<RunManifest> manifests;
  private final ScoreGrid grid;

  /**
   * @param chosen of one dataset and protocol, each by its one number
   * @param manifests what is known of all trials
   */
  TrialSelection(TrialMoments moments, List<TrialRow> chosen, List<RunManifest> manifests) {
    this.moments = moments;
    this.chosen = List.copyOf(chosen);
    Set<String> runs = new TreeSet<>(chosen.stream().map(TrialRow::run).toList());
    this.manifests = manifests.stream().filter(known -> runs.contains(known.run())).toList();
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

  /**
   * Chooses among the trials of a workspace, by validation accuracy: those of the dataset and
   * protocol of the trial that was finished last; none where it has none.
   */
  public static TrialSelection of(WorkspaceTables tables) {
    return ComparedTrials.of(tables, "validation").latest();
  }

  boolean isEmpty() {
    return chosen.isEmpty();
  }

  /** The dataset of all of them; empty where there are none. */
  public String dataset() {
    return chosen.isEmpty() ? "" : chosen.get(0).dataset();
  }

  /** How all of them were run and judged; empty where there are none. */
  public String protocol() {
    return chosen.isEmpty() ? "" : chosen.get(0).protocol();
  }

  /** Whether they choose their epoch by the pictures that they are judged by. */
  boolean isPublished() {
    return protocol().equals(TrialMoments.PUBLISHED);
  }

  /** Their accuracies by method, examples per class and seed. */
  public ScoreGrid grid() {
    return grid;
  }

  /** The chosen ones, each by its one number. */
  public List<TrialRow> trials() {
    return chosen;
  }

  /** What the manifest tells of the chosen ones, the one that was finished last at the end. */
  List<RunManifest> manifests() {
    return manifests;
  }

  /** How many seeds there are. */
  long seeds() {
    return chosen.stream().mapToLong(TrialRow::seed).distinct().count();
  }

  /** The largest number of examples per class; 0, which is all, counts as that. */
  int mostExamples() {
    List<Integer> examples = grid.examplesPerClass();
    return examples.get(examples.size() - 1);
  }

  /** The methods that have been tried with so many examples per class. */
  List<String> methods(int examplesPerClass) {
    return grid.methods().stream()
        .filter(method -> !grid.values(method, examplesPerClass).isEmpty())
        .toList();
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

  /** The trials with so many examples per class. */
  List<TrialRow> trials(int examplesPerClass) {
    return chosen.stream().filter(row -> row.examplesPerClass() == examplesPerClass).toList();
  }

  /** Mean accuracy of each class over seeds, in columns that end in class, augmentation, mean. */
  List<Row> byClass(int examplesPerClass) {
    return moments.classMeans(trials(examplesPerClass));
  }

  /** The order of selections: by dataset, then by protocol. */
  static Comparator<TrialSelection> order() {
    return Comparator.comparing(TrialSelection::dataset).thenComparing(TrialSelection::protocol);
  }
}
