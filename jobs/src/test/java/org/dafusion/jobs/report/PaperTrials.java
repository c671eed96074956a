package org.dafusion.jobs.report;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.random.Seeds;

/**
 * Trials as the paper's Figure 5 has them, with made-up numbers: seven datasets, three methods,
 * five numbers of examples and four seeds, or some of these. Accuracy grows with the examples,
 * methods differ by a few points, and seeds by chance, which is the same for all methods of a
 * dataset.
 */
record PaperTrials(Workspace workspace, List<String> datasets, List<String> protocols) {
  static final List<String> DATASETS =
      List.of(
          "coco",
          "pascal-voc",
          "caltech101",
          "flowers102",
          "fgvc-aircraft",
          "stanford-cars",
          "leafy-spurge");

  static final List<String> METHODS = List.of("randaugment", "real-guidance", "da-fusion");
  static final List<Integer> SHOTS = List.of(1, 2, 4, 8, 16);
  static final int SEEDS = 4;
  static final List<String> CLASSES = List.of("ant", "bee", "cat", "dog");

  /** The last of two epochs; of the published protocol the first is the better one. */
  static final int LAST = 2;

  void write() {
    RunTable table = TrialsTable.in(workspace);
    List<Row> rows = new ArrayList<>();
    List<TrialRow> trials = trials();
    for (TrialRow trial : trials) {
      rows(trial).forEach(row -> rows.add(TrialsTable.toRow(row)));
    }
    table.append(rows);
    manifests(table, trials.stream().map(PaperTrials::manifest).toList());
  }

  /** All at once: to record hundreds one by one would write the file as often. */
  private void manifests(RunTable table, List<RunManifest> runs) {
    String json = new Gson().toJson(Map.of("table", TrialsTable.NAME, "runs", runs));
    try {
      WholeFile.write(
          new Path(table.location(), "manifest.json"),
          json.getBytes(StandardCharsets.UTF_8),
          workspace.hadoop());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<TrialRow> trials() {
    List<TrialRow> trials = new ArrayList<>();
    for (String dataset : datasets) {
      for (String protocol : protocols) {
        for (String method : METHODS) {
          for (int shots : SHOTS) {
            for (long seed = 0; seed < SEEDS; seed++) {
              trials.add(trial(dataset, protocol, method, shots, seed));
            }
          }
        }
      }
    }
    return trials;
  }

  private static TrialRow trial(
      String dataset, String protocol, String method, int shots, long seed) {
    return new TrialRow(
        "%s-%s-%s-%d-%d".formatted(dataset, protocol, method, shots, seed),
        dataset,
        method,
        shots,
        seed,
        protocol,
        LAST,
        200 * LAST,
        "validation",
        "accuracy",
        null,
        null,
        accuracy(dataset, method, shots, seed));
  }

  /** Between 0.2 and 0.9. */
  static double accuracy(String dataset, String method, int shots, long seed) {
    double base = 0.25 + 0.05 * DATASETS.indexOf(dataset) % 0.2;
    double curve = 0.35 * Math.log(shots + 0.5) / Math.log(16.5);
    double gain =
        switch (method) {
          case "da-fusion" -> 0.11 - 0.02 * Math.log(shots) / Math.log(2);
          case "real-guidance" -> 0.04 - 0.015 * DATASETS.indexOf(dataset);
          default -> 0;
        };
    double chance = 0.06 * (Seeds.unit(seed, dataset, "draw" + shots) - 0.5);
    double own = 0.03 * (Seeds.unit(seed, dataset, method, "" + shots) - 0.5);
    return base + curve + gain + chance + own;
  }

  private static List<TrialRow> rows(TrialRow trial) {
    List<TrialRow> rows = new ArrayList<>();
    for (int epoch = 1; epoch <= LAST; epoch++) {
      double better = epoch == LAST ? 0 : 0.02;
      for (String metric : List.of("accuracy", "macro-accuracy")) {
        rows.add(row(trial, epoch, metric, null, null, trial.value() + better));
      }
      rows.add(row(trial, epoch, "loss", null, null, 1 - trial.value()));
      for (int c = 0; c < CLASSES.size(); c++) {
        double own = trial.value() + 0.02 * (c - 1.5);
        rows.add(row(trial, epoch, "accuracy", CLASSES.get(c), null, own));
      }
    }
    for (int c = 0; c < CLASSES.size(); c++) {
      long right = Math.round(50 * (trial.value() + 0.02 * (c - 1.5)));
      rows.add(row(trial, LAST, "confusion", CLASSES.get(c), CLASSES.get(c), right));
      String other = CLASSES.get((c + 1) % CLASSES.size());
      rows.add(row(trial, LAST, "confusion", CLASSES.get(c), other, 50 - right));
    }
    return rows;
  }

  private static TrialRow row(
      TrialRow trial, int epoch, String metric, String className, String predicted, double value) {
    return new TrialRow(
        trial.run(),
        trial.dataset(),
        trial.augmentation(),
        trial.examplesPerClass(),
        trial.seed(),
        trial.protocol(),
        epoch,
        200 * epoch,
        trial.part(),
        metric,
        className,
        predicted,
        value);
  }

  private static RunManifest manifest(TrialRow trial) {
    return new RunManifest(
        trial.run(),
        "train",
        Map.of(
            "augmentation",
            trial.augmentation(),
            "examples-per-class",
            trial.examplesPerClass(),
            "split-seed",
            trial.seed(),
            "batch",
            32),
        Map.of("examples", trial.dataset(), "backbone", "resnet50"),
        Map.of("split", trial.seed()),
        Map.of("ok", 1L),
        List.of(),
        Map.of("spark", "3.5.8"),
        60,
        new TreeSet<>(List.of("gpu")),
        "2026-01-01T01:00:00Z",
        null,
        Map.of());
  }
}
