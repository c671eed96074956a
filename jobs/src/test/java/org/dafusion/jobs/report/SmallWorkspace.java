package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.dafusion.data.FewShotSplit;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.table.EmbeddingRow;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.RunManifest.RefusedRow;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticRow;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.metrics.TrialScore;
import org.dafusion.random.NumpyGenerator;

/** Tables of two classes, three sources each, filled as stages would fill them. */
public record SmallWorkspace(Workspace workspace) {
  /** A class that would be markup where it is not escaped. */
  static final String ODD = "leafy <b>\"spurge\" & 'co'</b>";

  static final List<String> CLASSES = List.of("ant", ODD);

  /** What the manifests say, whatever there is. */
  private static final long OK_ROWS = 24;

  private static final List<Double> INTENSITIES = List.of(1.0, 0.25, 0.75, 0.5);

  public void examples() {
    RunTable table = ExamplesTable.in(workspace);
    List<Row> rows = new ArrayList<>();
    for (String className : CLASSES) {
      for (int i = 0; i < 3; i++) {
        rows.add(example("train/" + className + "/" + i + ".png", className, null));
      }
      rows.add(example("validation/" + className + "/0.png", className, null));
    }
    rows.add(example("train/ant/broken.jpg", "ant", "the file ends <early>"));
    table.append(rows);
    record(
        table,
        "e1",
        "prepare",
        Map.of("dataset.path", "rangeland", "dataset.format", "image-folder"),
        Map.of(),
        List.of(new RefusedRow("train/ant/broken.jpg", "refused", "the file ends <early>")),
        1);
  }

  private static Row example(String id, String className, String reason) {
    return ExamplesTable.toRow(
        new ExampleRow(
            id,
            "e1",
            "tiles <of> land",
            id.split("/")[0],
            CLASSES.indexOf(className),
            className,
            reason == null ? 8 : null,
            reason == null ? 8 : null,
            reason == null ? png(id.hashCode()) : null,
            null,
            null,
            null,
            null,
            id,
            reason == null ? Status.OK : Status.REFUSED,
            reason));
  }

  /** Four pictures of each source in two runs; the older one must not show. */
  public void synthetic(String method) {
    RunTable table = SyntheticTable.in(workspace);
    for (String run : List.of(method + "-old", method)) {
      List<Row> rows = new ArrayList<>();
      for (String className : CLASSES) {
        for (int source = 0; source < 3; source++) {
          for (int repeat = 0; repeat < INTENSITIES.size(); repeat++) {
            rows.add(picture(run, method, className, source, repeat));
          }
        }
      }
      table.append(rows);
      record(
          table,
          run,
          "augment",
          Map.of("method", method, "steps", 25, "intensities", INTENSITIES, "model.path", "random"),
          Map.of("examples", "e1"),
          List.of(),
          run.equals(method) ? 2 : 1);
    }
  }

  private static Row picture(String run, String method, String className, int source, int repeat) {
    String sourceId = "train/" + className + "/" + source + ".png";
    String id = SyntheticTable.id(sourceId, repeat);
    return SyntheticTable.toRow(
        new SyntheticRow(
            id,
            run,
            sourceId,
            repeat,
            CLASSES.indexOf(className),
            className,
            INTENSITIES.get(repeat),
            method,
            method,
            "a tile of " + className,
            7.5,
            25,
            "ddim",
            100 * source + repeat,
            0,
            "m1",
            png(id.hashCode()),
            id,
            8,
            8,
            Status.OK,
            null));
  }

  /** Two tokens of a recipe of four steps, one of which diverged at the second. */
  public void embeddings() {
    RunTable table = EmbeddingsTable.in(workspace);
    table.append(
        List.of(
            token("ant", "<ant>", List.of(0.9, 0.8, 0.7, 0.6), null),
            token(ODD, "<odd>", List.of(0.9, Double.NaN), "the loss was NaN at step 2")));
    record(
        table,
        "r1",
        "invert",
        Map.of("recipe", Map.of("steps", 4, "learning-rate", 0.002)),
        Map.of(),
        List.of(),
        1);
  }

  private static Row token(
      String className, String placeholder, List<Double> losses, String reason) {
    return EmbeddingsTable.toRow(
        new EmbeddingRow(
            EmbeddingsTable.ofClass(className),
            "r1",
            CLASSES.indexOf(className),
            className,
            null,
            placeholder,
            reason == null ? List.of(new float[] {1}) : null,
            "the",
            3,
            losses.size(),
            losses.get(losses.size() - 1),
            losses,
            0.25,
            0,
            "m1",
            reason == null ? Status.OK : Status.DIVERGED,
            reason));
  }

  /**
   * Trials on draws of one and two examples per class with the seeds 0 and 1: of real images, with
   * pictures that all draws share, and with pictures of tokens that each draw has for itself. The
   * smallest draw of the last seed is finished last.
   */
  void benchmark() {
    List<FewShotSplit> draws =
        List.of(
            new FewShotSplit(1, 0),
            new FewShotSplit(2, 0),
            new FewShotSplit(2, 1),
            new FewShotSplit(1, 1));
    pictures("plain", "plain", Map.of(), sources(), 1);
    List<TrialScore> trials = new ArrayList<>();
    for (int i = 0; i < draws.size(); i++) {
      FewShotSplit draw = draws.get(i);
      String name = "-%d-%d".formatted(draw.examplesPerClass(), draw.seed());
      Map<String, Object> split =
          Map.of("examples-per-class", draw.examplesPerClass(), "split-seed", draw.seed());
      String tokens = "r" + draw.examplesPerClass() + "of" + draw.seed();
      record(EmbeddingsTable.in(workspace), tokens, "invert", split, Map.of(), List.of(), i);
      pictures("learned" + name, "learned", Map.of("tokens", tokens), drawn(draw), i);
      for (String method : List.of("baseline", "plain", "learned")) {
        trials.add(new TrialScore(method, draw.examplesPerClass(), draw.seed(), 0.5));
      }
    }
    trials(
        trials,
        trial ->
            switch (trial.method()) {
              case "plain" -> Map.of("examples", "e1", "synthetic", "plain");
              case "learned" -> Map.of("examples", "e1", "synthetic", run(trial));
              default -> Map.of("examples", "e1");
            });
  }

  /** The ids that a draw selects, of the images that can be read. */
  static List<String> drawn(FewShotSplit draw) {
    NumpyGenerator generator = new NumpyGenerator(draw.seed());
    List<String> drawn = new ArrayList<>();
    for (String name : CLASSES) {
      List<String> files =
          new ArrayList<>(sources().stream().filter(id -> className(id).equals(name)).toList());
      if (name.equals("ant")) {
        files.add("train/ant/broken.jpg");
      }
      int[] order = generator.permutation(files.size());
      IntStream.range(0, draw.examplesPerClass()).forEach(i -> drawn.add(files.get(order[i])));
    }
    return drawn.stream().filter(id -> !id.endsWith("broken.jpg")).toList();
  }

  private static List<String> sources() {
    return CLASSES.stream()
        .flatMap(name -> IntStream.range(0, 3).mapToObj(i -> "train/" + name + "/" + i + ".png"))
        .toList();
  }

  private static String className(String id) {
    return id.substring("train/".length(), id.lastIndexOf('/'));
  }

  void pictures(
      String run, String method, Map<String, Object> settings, List<String> sources, int hour) {
    RunTable table = SyntheticTable.in(workspace);
    table.append(
        sources.stream()
            .map(
                id ->
                    picture(
                        run,
                        method,
                        className(id),
                        Integer.parseInt(id.substring(id.lastIndexOf('/') + 1).split("\\.")[0]),
                        0))
            .toList());
    Map<String, Object> all = new HashMap<>(settings);
    all.put("method", method);
    record(table, run, "augment", all, Map.of("examples", "e1"), List.of(), hour);
  }

  /** Trials: an earlier step that scored 1, and the last with the value, class by class too. */
  public void trials(List<TrialScore> trials) {
    trials(trials, trial -> Map.of());
  }

  private void trials(List<TrialScore> trials, Function<TrialScore, Map<String, String>> inputs) {
    RunTable table = TrialsTable.in(workspace);
    List<Row> rows = new ArrayList<>();
    for (TrialScore trial : trials) {
      rows.add(score(trial, 10, null, 1));
      rows.add(score(trial, 20, null, trial.value()));
      CLASSES.forEach(name -> rows.add(score(trial, 20, name, trial.value())));
    }
    table.append(rows);
    for (TrialScore trial : trials) {
      record(
          table,
          run(trial),
          "train",
          Map.of(
              "augmentation",
              trial.method(),
              "backbone",
              "0f1e2d3c4b5a",
              "batch",
              16,
              "seed",
              trial.seed(),
              "examples-per-class",
              trial.examplesPerClass(),
              "split-seed",
              trial.seed()),
          withBackbone(inputs.apply(trial)),
          List.of(),
          1);
    }
  }

  private static Map<String, String> withBackbone(Map<String, String> inputs) {
    Map<String, String> all = new LinkedHashMap<>(inputs);
    all.put("backbone", "random");
    return all;
  }

  private static String run(TrialScore trial) {
    return "%s-%d-%d".formatted(trial.method(), trial.examplesPerClass(), trial.seed());
  }

  private static Row score(TrialScore trial, int step, String name, double value) {
    return TrialsTable.toRow(
        new TrialRow(
            run(trial),
            "tiles",
            trial.method(),
            trial.examplesPerClass(),
            trial.seed(),
            "clean",
            step / 10 - 1,
            step,
            "validation",
            "accuracy",
            name,
            null,
            value));
  }

  private static void record(
      RunTable table,
      String run,
      String stage,
      Map<String, Object> settings,
      Map<String, String> inputs,
      List<RefusedRow> refused,
      int hour) {
    table
        .manifest()
        .record(
            new RunManifest(
                run,
                stage,
                settings,
                inputs,
                Map.of("split", 7L),
                Map.of("ok", OK_ROWS),
                refused,
                Map.of("spark", "3.5.8"),
                12,
                new TreeSet<>(List.of("cpu")),
                "2026-01-01T0" + hour + ":00:00Z",
                null,
                Map.of()));
  }

  /** A picture of one colour. */
  static byte[] png(int colour) {
    byte[] rgb = new byte[8 * 8 * Image.CHANNELS];
    Arrays.fill(rgb, (byte) colour);
    return ImageEncoder.png(new Image(8, 8, rgb));
  }
}
