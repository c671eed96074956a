package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.dafusion.huggingface.ShippedModel;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.report.Page.Fact;

/** What stands at the top of a report: facts, and what to hold against its numbers. */
final class Overview {
  /** Words in place of a path, of a dataset or of a model. */
  private static final String RANGELAND = ShippedModel.RANGELAND;

  private static final String RANDOM = "random";

  private final WorkspaceTables tables;
  private final ComparedTrials trials;
  private final Map<String, Long> parts;
  private final String dataset;
  private final long classes;

  Overview(WorkspaceTables tables, ComparedTrials trials) {
    this.tables = tables;
    this.trials = trials;
    RunManifest prepared = tables.latest(ExamplesTable.NAME);
    List<Row> counts =
        prepared == null
            ? List.of()
            : tables
                .table(ExamplesTable.NAME)
                .read(prepared.run())
                .where(col("status").equalTo(Status.OK.text()))
                .groupBy("dataset", "class", "part")
                .count()
                .collectAsList();
    this.dataset = counts.stream().map(row -> row.<String>getAs("dataset")).findFirst().orElse("");
    this.classes = counts.stream().map(row -> row.getAs("class")).distinct().count();
    this.parts =
        counts.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.<String>getAs("part"),
                    Collectors.summingLong(row -> row.getLong(3))));
  }

  String title() {
    if (severalDatasets()) {
      return Numbers.count(trials.datasets().size(), "dataset");
    }
    return dataset.isEmpty() ? tables.workspace().path(".").getName() : dataset;
  }

  List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    if (severalDatasets()) {
      facts.add(new Fact("Datasets", String.join(", ", trials.datasets())));
    } else if (classes > 0) {
      facts.add(new Fact("Classes", Numbers.count(classes)));
      parts.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              part ->
                  facts.add(
                      new Fact(
                          part.getKey().equals("train")
                              ? "Training images"
                              : Character.toUpperCase(part.getKey().charAt(0))
                                  + part.getKey().substring(1)
                                  + " images",
                          Numbers.count(part.getValue()))));
    }
    settings(SyntheticTable.NAME, "model.path").forEach(path -> facts.add(new Fact("Model", path)));
    inputs(TrialsTable.NAME, "backbone").forEach(name -> facts.add(new Fact("Backbone", name)));
    if (!trials.isEmpty()) {
      facts.add(new Fact("Methods", String.join(", ", trials.methods())));
      facts.add(new Fact("Trials", Numbers.count(trials.trials().size())));
      facts.add(new Fact("Seeds", Numbers.count(seeds())));
      protocols().ifPresent(names -> facts.add(new Fact("Protocol", names)));
    }
    double seconds = tables.runs().stream().mapToDouble(RunManifest::seconds).sum();
    facts.add(new Fact("Time of all runs", Numbers.duration(seconds)));
    facts.add(
        new Fact(
            "Devices",
            tables.runs().stream()
                .flatMap(run -> run.devices().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "))));
    return facts.stream().filter(fact -> !fact.value().isEmpty()).toList();
  }

  List<String> cautions() {
    List<String> cautions = new ArrayList<>();
    Set<String> datasets = settings(ExamplesTable.NAME, "dataset.path");
    Set<String> models = settings(SyntheticTable.NAME, "model.path");
    if (datasets.contains(RANGELAND)) {
      cautions.add(
          "The tiles of this dataset are rendered by a program, not photographed: what helps here says nothing about real land.");
    }
    if (models.contains(RANGELAND)) {
      cautions.add(
          "The diffusion model is the small one that comes with the project, trained on rendered tiles, not on photos: its results say nothing about real land or about Stable Diffusion.");
    }
    if (models.contains(RANDOM)) {
      cautions.add(
          "The diffusion model has random weights: its pictures are noise, and show the way through and nothing else.");
    }
    if (inputs(TrialsTable.NAME, "backbone").contains(RANDOM)) {
      cautions.add("The classifier's backbone has random weights, so every accuracy is poor.");
    }
    trialCautions().forEach(cautions::add);
    long refused = tables.runs().stream().mapToLong(RunManifest::withoutResult).sum();
    if (refused > 0) {
      cautions.add(
          "%s no result; the reasons stand at the end."
              .formatted(Numbers.count(refused, "row") + (refused == 1 ? " holds" : " hold")));
    }
    return cautions;
  }

  private List<String> trialCautions() {
    List<String> cautions = new ArrayList<>();
    if (trials.isEmpty()) {
      return cautions;
    }
    if (seeds() == 1) {
      cautions.add(
          "There is one seed, so there are no intervals: another draw of examples may turn the order of methods round.");
    }
    Optional.ofNullable(parts.get(trials.part()))
        .filter(count -> !severalDatasets())
        .ifPresent(
            count ->
                cautions.add(
                    "Accuracy is measured on %s; each is worth %s points."
                        .formatted(
                            Numbers.count(count, trials.part() + " picture"),
                            Numbers.percent(1.0 / count))));
    if (trials.byProtocol().containsKey(TrialMoments.PUBLISHED)) {
      cautions.add(
          "In the published protocol the epoch is chosen by the pictures that accuracy is told of, so every accuracy flatters.");
    }
    for (TrialSelection each : trials.selections()) {
      Set<String> differing = each.differingSettings();
      if (!differing.isEmpty()) {
        cautions.add(
            "Trials%s that are compared differ in more than method, examples and seed: in %s."
                .formatted(
                    trials.areSeveral() ? " of " + trials.name(each) : "",
                    String.join(", ", differing)));
      }
    }
    return cautions;
  }

  /** Named where it is not the usual one alone. */
  private Optional<String> protocols() {
    Set<String> names = trials.byProtocol().keySet();
    return names.equals(Set.of(TrialMoments.CLEAN))
        ? Optional.empty()
        : Optional.of(String.join(", ", names));
  }

  private boolean severalDatasets() {
    return trials.datasets().size() > 1;
  }

  private long seeds() {
    return trials.trials().stream().map(TrialRow::seed).distinct().count();
  }

  /** What the runs of a table have for a setting. */
  private SortedSet<String> settings(String table, String key) {
    return each(table, run -> run.settings().get(key));
  }

  /** What the runs of a table have read under a name. */
  private SortedSet<String> inputs(String table, String key) {
    return each(table, run -> run.inputs().get(key));
  }

  private SortedSet<String> each(String table, Function<RunManifest, Object> value) {
    return tables.runs(table).stream()
        .map(value)
        .filter(Objects::nonNull)
        .map(Object::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
