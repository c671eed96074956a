package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.metrics.ConfusionMatrix;
import org.dafusion.metrics.ScoreGrid;

/**
 * All trials that a report compares: a selection for each dataset and protocol, in the order of
 * their names.
 */
final class ComparedTrials {
  private final TrialMoments moments;
  private final List<TrialSelection> selections;
  private final TrialSelection latest;
  private final LeftOut leftOut;
  private final String part;

  /**
   * Trials that are not compared.
   *
   * @param replaced by a later one that has all in common with them
   * @param unjudged at the epoch that was chosen for all seeds
   */
  record LeftOut(int replaced, int unjudged) {}

  private ComparedTrials(
      TrialMoments moments,
      List<TrialSelection> selections,
      TrialSelection latest,
      LeftOut leftOut,
      String part) {
    this.moments = moments;
    this.selections = selections;
    this.latest = latest;
    this.leftOut = leftOut;
    this.part = part;
  }

  /**
   * Chooses among the trials of a workspace.
   *
   * @param part which images they are judged by, such as {@code validation}
   */
  static ComparedTrials of(WorkspaceTables tables, String part) {
    return of(tables, tables.table(TrialsTable.NAME).read(), part);
  }

  /**
   * Chooses among some of them.
   *
   * @param rows of the table {@code trials}
   */
  static ComparedTrials of(WorkspaceTables tables, Dataset<Row> rows, String part) {
    TrialMoments moments = new TrialMoments(rows, part);
    List<RunManifest> manifests = tables.runs(TrialsTable.NAME);
    List<TrialRow> all = new ArrayList<>(moments.last());
    all.sort(finished(manifests));
    Map<List<Object>, TrialRow> cells = new LinkedHashMap<>();
    all.forEach(row -> cells.put(cell(row), row));
    List<TrialRow> chosen = atTheirMoments(moments, List.copyOf(cells.values()));
    Map<List<String>, List<TrialRow>> groups =
        chosen.stream().collect(Collectors.groupingBy(ComparedTrials::group));
    List<TrialSelection> selections =
        groups.values().stream()
            .map(group -> new TrialSelection(moments, group, manifests))
            .sorted(TrialSelection.order())
            .toList();
    TrialSelection latest =
        selections.stream()
            .filter(each -> group(all.get(all.size() - 1)).equals(group(each.trials().get(0))))
            .findFirst()
            .orElseGet(() -> new TrialSelection(moments, List.of(), manifests));
    LeftOut leftOut = new LeftOut(all.size() - cells.size(), cells.size() - chosen.size());
    return new ComparedTrials(moments, selections, latest, leftOut, part);
  }

  /** No trials at all. */
  static ComparedTrials none(String part) {
    return new ComparedTrials(
        null, List.of(), new TrialSelection(null, List.of(), List.of()), new LeftOut(0, 0), part);
  }

  /** The trial that was finished last at the end. */
  private static Comparator<TrialRow> finished(List<RunManifest> manifests) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < manifests.size(); i++) {
      places.put(manifests.get(i).run(), i);
    }
    return Comparator.comparingInt((TrialRow row) -> places.getOrDefault(row.run(), -1))
        .thenComparing(TrialRow::run);
  }

  private static List<TrialRow> atTheirMoments(TrialMoments moments, List<TrialRow> chosen) {
    List<TrialRow> published =
        chosen.stream().filter(row -> row.protocol().equals(TrialMoments.PUBLISHED)).toList();
    if (published.isEmpty()) {
      return chosen;
    }
    Map<String, TrialRow> best = new HashMap<>();
    moments.best(published).forEach(row -> best.put(row.run(), row));
    // a trial that was never judged at the epoch chosen has no number there
    return chosen.stream()
        .filter(
            row -> !row.protocol().equals(TrialMoments.PUBLISHED) || best.containsKey(row.run()))
        .map(row -> best.getOrDefault(row.run(), row))
        .toList();
  }

  private static List<Object> cell(TrialRow row) {
    return List.of(
        row.dataset(), row.protocol(), row.augmentation(), row.examplesPerClass(), row.seed());
  }

  private static List<String> group(TrialRow row) {
    return List.of(row.dataset(), row.protocol());
  }

  /** One for each dataset and protocol; none where there are no trials. */
  List<TrialSelection> selections() {
    return selections;
  }

  /** That of the trial finished last; one without trials where there are none. */
  TrialSelection latest() {
    return latest;
  }

  /** Which images they are judged by. */
  String part() {
    return part;
  }

  /**
   * Whether there are several datasets or protocols, so that every number has to say whose it is.
   */
  boolean areSeveral() {
    return selections.size() > 1;
  }

  boolean isEmpty() {
    return selections.isEmpty();
  }

  /** How many were left out, and why. */
  LeftOut leftOut() {
    return leftOut;
  }

  /** All chosen ones, each by its one number. */
  List<TrialRow> trials() {
    return selections.stream().flatMap(each -> each.trials().stream()).toList();
  }

  /**
   * Mean accuracy of each class over seeds with the most examples per class, by selection, in
   * columns that end in class, augmentation, mean.
   */
  Map<TrialSelection, List<Row>> classMeans() {
    return bySelection(moments.classMeans(withMostExamples()));
  }

  /**
   * What pictures were taken for with the most examples per class, over all seeds, by selection and
   * method; trials that have not told it are not there.
   */
  Map<TrialSelection, Map<String, ConfusionMatrix>> confusions() {
    Map<TrialSelection, Map<String, ConfusionMatrix>> all = new LinkedHashMap<>();
    bySelection(moments.confusions(withMostExamples()))
        .forEach((selection, rows) -> all.put(selection, matrices(rows)));
    return all;
  }

  private static Map<String, ConfusionMatrix> matrices(List<Row> rows) {
    Map<String, List<ConfusionMatrix.Count>> counts = new TreeMap<>();
    for (Row row : rows) {
      counts
          .computeIfAbsent(row.getAs("augmentation"), method -> new ArrayList<>())
          .add(
              new ConfusionMatrix.Count(
                  row.getAs("class"), row.getAs("predicted"), row.<Double>getAs("images")));
    }
    Map<String, ConfusionMatrix> matrices = new TreeMap<>();
    counts.forEach((method, each) -> matrices.put(method, new ConfusionMatrix(each)));
    return matrices;
  }

  private List<TrialRow> withMostExamples() {
    return selections.stream().flatMap(each -> each.trials(each.mostExamples()).stream()).toList();
  }

  private Map<TrialSelection, List<Row>> bySelection(List<Row> rows) {
    Map<TrialSelection, List<Row>> all = new LinkedHashMap<>();
    for (TrialSelection each : selections) {
      List<Row> own =
          rows.stream()
              .filter(row -> row.getAs("dataset").equals(each.dataset()))
              .filter(row -> row.getAs("protocol").equals(each.protocol()))
              .toList();
      if (!own.isEmpty()) {
        all.put(each, own);
      }
    }
    return all;
  }

  /** All methods, in the order of their first trials. */
  List<String> methods() {
    Set<String> methods = new LinkedHashSet<>(latest.grid().methods());
    selections.forEach(each -> methods.addAll(each.grid().methods()));
    return List.copyOf(methods);
  }

  /** The datasets of all selections, by name. */
  List<String> datasets() {
    return selections.stream().map(TrialSelection::dataset).distinct().toList();
  }

  /** The selections of each protocol, by its name. */
  Map<String, List<TrialSelection>> byProtocol() {
    return selections.stream()
        .collect(
            Collectors.groupingBy(TrialSelection::protocol, TreeMap::new, Collectors.toList()));
  }

  /** The scores of some selections by dataset, which no two of them share. */
  static Map<String, ScoreGrid> grids(List<TrialSelection> selections) {
    Map<String, ScoreGrid> grids = new LinkedHashMap<>();
    selections.forEach(each -> grids.put(each.dataset(), each.grid()));
    return grids;
  }

  /**
   * Whose numbers those of a selection are, as far as there are others: its dataset and protocol.
   */
  String name(TrialSelection selection) {
    boolean datasets = datasets().size() > 1;
    boolean protocols = byProtocol().size() > 1;
    String protocol = selection.protocol() + " protocol";
    if (!protocols) {
      return selection.dataset();
    }
    return datasets ? selection.dataset() + ", " + protocol : protocol;
  }
}
