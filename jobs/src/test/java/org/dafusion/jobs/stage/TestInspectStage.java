package org.dafusion.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.DrawnImages;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.diffusion.RandomFolder;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.EmbeddingRow;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ErasureRow;
import org.dafusion.jobs.table.ErasuresTable;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticRow;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestInspectStage extends SparkTest {
  private Workspace workspace;

  @BeforeEach
  void openWorkspace() {
    workspace = Workspace.at(spark, folder.resolve("work").toString());
  }

  @Test
  void describesAModelFromItsHeaders() throws IOException {
    Path model = folder.resolve("model");
    RandomFolder.write(model, 0);

    List<String> lines = inspect(model);

    assertThat(lines.get(0)).isEqualTo("inspect: Stable Diffusion folder " + model);
    assertThat(words(lines, "unet"))
        .containsSubsequence("unet", "UNet2DConditionModel", "F32", "MiB", "MiB");
    assertThat(words(lines, "scheduler")).containsSubsequence("PNDMScheduler", "-");
    assertThat(lines)
        .anyMatch(line -> line.contains("parameters; weights in memory: "))
        .contains(
            "  scheduler: PNDMScheduler, 1000 timesteps, betas scaled_linear from 8.5E-4 to 0.012,"
                + " predicts epsilon",
            "  tokens: 803 in the vocabulary, 77 per prompt");
  }

  /** The parameters of the random folder's UNet, counted from its file by its size. */
  @Test
  void parametersAreCountedAndHalvedForTheUnetAlone() throws IOException {
    Path model = folder.resolve("model");
    RandomFolder.write(model, 0);
    long parameters =
        Files.size(model.resolve("unet/diffusion_pytorch_model.safetensors")) / Float.BYTES;

    List<String> unet = words(inspect(model), "unet");

    // the header of the file is some 80 kB
    assertThat(Double.parseDouble(unet.get(2))).isBetween(parameters * 0.95, (double) parameters);
    assertThat(Double.parseDouble(unet.get(4)))
        .isCloseTo(2 * Double.parseDouble(unet.get(6)), within(0.1));
  }

  @Test
  void theWordRandomStandsForAModel() {
    assertThat(run("random", new ArrayList<>()).get(0)).startsWith("inspect: Stable Diffusion");
  }

  @Test
  void aModelThatCannotBeUsedIsDescribedAndRefused() throws IOException {
    Path model = folder.resolve("model");
    RandomFolder.write(model, 0);
    Path config = model.resolve("unet/config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"cross_attention_dim\": 32", "\"cross_attention_dim\": 64"));
    List<String> said = new ArrayList<>();

    assertThatThrownBy(() -> run(model.toString(), said))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining(
            "cross_attention_dim must be 32, the hidden_size of text_encoder/config.json, found 64");
    assertThat(said).anyMatch(line -> line.contains("UNet2DConditionModel"));
  }

  @Test
  void describesExamples() throws Exception {
    writeExamples("e1");

    List<String> lines = inspect(folder.resolve("work/examples"));

    assertThat(lines.get(0))
        .matches("inspect: table examples at file:.*/work/examples, 25 rows in 1 run");
    assertThat(words(lines, "e1")).containsExactly("e1", "shapes", "24", "1");
    assertThat(words(lines, "circle")).containsExactly("circle", "4", "2");
    assertThat(words(lines, "square")).containsExactly("square", "5", "2");
    // a line of six pictures for each class
    assertThat(sheet(lines, "examples").width()).isEqualTo(6 * (64 + 6) + 6);
  }

  @Test
  void describesSyntheticImagesBesideTheirSources() throws Exception {
    writeExamples("e1");
    writeSynthetic("s1", "e1");

    List<String> lines = inspect(folder.resolve("work/synthetic"));

    assertThat(words(lines, "s1"))
        .containsExactly("s1", "real-guidance", "ddim", "25", "7.5", "1", "31");
    assertThat(words(lines, "circle")).containsExactly("circle", "1", "7");
    assertThat(words(lines, "0.25")).startsWith("0.25", "16").endsWith("#".repeat(40));
    assertThat(words(lines, "0.5")).startsWith("0.5", "8");
    Image sheet = sheet(lines, "synthetic");
    // the pictures are copies, so the source and its first picture look alike
    assertThat(samples(sheet, 0, 0))
        .isEqualTo(samples(sheet, 1, 0))
        .isNotEqualTo(samples(sheet, 0, 1));
    // the first circle has lost a picture to the safety checker
    assertThat(samples(sheet, 4, 0)).containsOnly(255);
    assertThat(samples(sheet, 4, 1)).isEqualTo(samples(sheet, 0, 1));
  }

  @Test
  void shortLinesStandBesideEachOther() throws Exception {
    writeExamples("e1");
    InspectStage stage =
        new InspectStage(
            new InspectSettings(folder.resolve("work/examples").toString(), "", 13, 64));

    Image sheet = sheet(stage.run(spark, line -> {}).lines(), "examples");

    assertThat(sheet.width()).isEqualTo(12 * (64 + 6) + 6);
  }

  @Test
  void manyIntensitiesAreCountedInTenths() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rows.add(SyntheticTable.toRow(refused(i, 0.02 * (i + 1))));
    }
    SyntheticTable.in(workspace).append(rows);

    List<String> lines = inspect(folder.resolve("work/synthetic"));

    assertThat(words(lines, "0.9")).startsWith("0.9", "to", "1.0", "6");
    assertThat(lines).contains("  no contact sheet, because no row holds an image");
  }

  @Test
  void describesTrials() {
    double[] first = {0.25, 0.75, 0.5};
    double[] second = {0.25, 0.5, 0.7};
    TrialsTable.in(workspace).append(trials("t1", 0, first));
    TrialsTable.in(workspace).append(trials("t2", 1, second));

    List<String> lines = inspect(folder.resolve("work/trials"));

    assertThat(lines.get(0)).endsWith("12 rows in 2 runs");
    assertThat(words(lines, "t1"))
        .containsSubsequence("t1", "75.0", "%", "at", "step", "20", "50.0", "%", "30");
    assertThat(lines.get(lines.size() - 1))
        .contains("shapes, real-guidance, 4 per class, validation")
        .contains("60.0 %", "50.0 %", "70.0 %");
  }

  @Test
  void aPathWithoutAnythingSaysWhatWasExpected() {
    assertRefused(folder.resolve("absent"), "there is no such folder: expected a Stable Diffusion");
  }

  @Test
  void describesLearnedWords() {
    EmbeddingsTable.in(workspace)
        .append(List.of(word("ant", 0.25, Status.OK), word("bee", 0.5, Status.OK)));
    EmbeddingsTable.in(workspace).append(List.of(word("cat", 9e9, Status.DIVERGED)));

    List<String> lines = inspect(folder.resolve("work/embeddings"));

    assertThat(lines.get(0))
        .matches("inspect: table embeddings at file:.*/work/embeddings, 3 rows in 1 run");
    assertThat(words(lines, "r1")).containsExactly("r1", "100", "1", "2");
    assertThat(words(lines, "cat")).containsExactly("cat", "1", "0");
    assertThat(lines).contains("  loss 0.250000 to 0.500000", "  distance 0.125000 to 0.250000");
  }

  @Test
  void describesErasures() {
    ErasuresTable.in(workspace)
        .append(List.of(erasure("ant", 0.25, Status.OK), erasure("bee", 0.5, Status.DIVERGED)));

    List<String> lines = inspect(folder.resolve("work/erasures"));

    assertThat(lines.get(0))
        .matches("inspect: table erasures at file:.*/work/erasures, 2 rows in 1 run");
    assertThat(words(lines, "r1")).containsExactly("r1", "esd-x", "200", "1", "1");
    assertThat(words(lines, "ant")).containsExactly("ant", "0", "1");
    assertThat(lines.get(lines.size() - 1)).isEqualTo("  loss 0.250000 to 0.250000");
  }

  private static Row word(String className, double loss, Status status) {
    return EmbeddingsTable.toRow(
        new EmbeddingRow(
            EmbeddingsTable.ofClass(className),
            "r1",
            0,
            className,
            null,
            "<" + className + ">",
            status == Status.OK ? List.of(new float[] {1, 2}) : null,
            "the",
            4,
            100,
            loss,
            List.of(2 * loss, loss),
            loss / 2,
            0,
            "m1",
            status,
            null));
  }

  private static Row erasure(String className, double loss, Status status) {
    return ErasuresTable.toRow(
        new ErasureRow(
            "r1", className, className, "esd-x", 200, loss, "file", "digest", 1L, 0, "m1", status,
            null));
  }

  @Test
  void aWorkspaceIsTakenForWhatItIs() throws Exception {
    writeExamples("e1");

    assertRefused(folder.resolve("work"), "found examples/; name one of its tables, such as ");
  }

  @Test
  void anotherParquetFolderIsRefusedWithItsColumns() {
    spark.range(1).write().parquet(folder.resolve("other").toString());

    assertRefused(
        folder.resolve("other"),
        "has the columns of no table: expected those of examples or embeddings or erasures or"
            + " synthetic or trials, found [id]");
  }

  @Test
  void aPickledModelIsRefusedAsAModel() throws IOException {
    Path pickle = Files.write(folder.resolve("model.ckpt"), new byte[] {'P', 'K', 3, 4});

    assertThatThrownBy(() -> inspect(pickle))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("model.ckpt");
  }

  @Test
  void settingsAreReadFromTheirBlock() {
    InspectSettings settings =
        InspectSettings.from(
            ExperimentConfig.load(
                    ExperimentConfig.reference(),
                    null,
                    List.of("inspect.path=work/trials", "model.variant=fp16"),
                    Map.of("augment.method", "augment.method-defaults"))
                .config()
                .getConfig("inspect"));

    assertThat(settings).isEqualTo(new InspectSettings("work/trials", "fp16", 8, 128));
    assertThatThrownBy(() -> new InspectSettings("", "", 0, 1025))
        .hasMessageContaining("inspect.path")
        .hasMessageContaining("inspect.columns")
        .hasMessageContaining("inspect.tile");
  }

  private void assertRefused(Path path, String reason) {
    assertThatThrownBy(() -> inspect(path))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith("Cannot inspect file:" + path)
        .hasMessageContaining(reason);
  }

  private static List<String> inspect(Path path) {
    return run(path.toString(), new ArrayList<>());
  }

  private static List<String> run(String path, List<String> said) {
    InspectStage stage = new InspectStage(new InspectSettings(path, "", 8, 64));
    return stage.run(spark, said::add).lines();
  }

  /** The words of the line that begins with this one. */
  private static List<String> words(List<String> lines, String first) {
    return lines.stream()
        .map(line -> List.of(line.strip().split(" +")))
        .filter(words -> words.get(0).equals(first))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No line begins with " + first + ": " + lines));
  }

  private Image sheet(List<String> lines, String table) throws Exception {
    Path png = folder.resolve("work/inspect/" + table + ".png");
    assertThat(lines.get(lines.size() - 1)).isEqualTo("  contact sheet: file:" + png);
    return new ImageDecoder(100_000_000).decode(Files.readAllBytes(png));
  }

  /** The pixels of one tile of 64, without the caption below it; the sheet has eight lines. */
  private static List<Integer> samples(Image sheet, int column, int line) {
    int left = 6 + column * (64 + 6);
    int top = 6 + line * (sheet.height() - 6) / 8;
    List<Integer> samples = new ArrayList<>();
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        samples.add(sheet.sample(left + x, top + y, 0));
      }
    }
    return samples;
  }

  /** Four classes with four photos to train and two to validate, and one that cannot be read. */
  private void writeExamples(String run) throws IOException {
    Path drawn = folder.resolve("drawn");
    new DrawnImages(4, 2, 48, 0).write(drawn);
    List<Row> rows = new ArrayList<>();
    rows.add(example(run, "train/square/bad.jpg", null));
    try (Stream<Path> files = Files.walk(drawn)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String id = drawn.relativize(file).toString();
        rows.add(example(run, id, Files.readAllBytes(file)));
      }
    }
    ExamplesTable.in(workspace).append(rows);
  }

  private static Row example(String run, String id, byte[] image) {
    String[] parts = id.split("/");
    Integer side = image == null ? null : 48;
    return ExamplesTable.toRow(
        new ExampleRow(
            id,
            run,
            "shapes",
            parts[0],
            DrawnImages.classNames().indexOf(parts[1]),
            parts[1],
            side,
            side,
            image,
            null,
            null,
            null,
            id,
            image == null ? Status.REFUSED : Status.OK,
            image == null ? "the file is empty" : null));
  }

  /** Four pictures for each of two sources of each class, copies of the source; one is flagged. */
  private void writeSynthetic(String run, String examples) {
    List<Row> rows = new ArrayList<>();
    for (String className : DrawnImages.classNames()) {
      for (String number : List.of("000", "001")) {
        String id = "train/%s/%s.png".formatted(className, number);
        ExampleRow source =
            ExamplesTable.fromRow(
                ExamplesTable.in(workspace).read(examples).where("id = '" + id + "'").first());
        for (int repeat = 0; repeat < 4; repeat++) {
          boolean flagged = id.equals("train/circle/000.png") && repeat == 3;
          rows.add(SyntheticTable.toRow(synthetic(run, source, repeat, flagged)));
        }
      }
    }
    SyntheticTable.in(workspace).append(rows);
    SyntheticTable.in(workspace)
        .manifest()
        .record(
            new RunManifest(
                run,
                "augment",
                Map.of(),
                Map.of("examples", examples),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                1,
                new TreeSet<>(),
                "2026-01-01T00:00:00Z",
                null,
                Map.of()));
  }

  private static SyntheticRow synthetic(
      String run, ExampleRow source, int repeat, boolean flagged) {
    double intensity = List.of(0.25, 0.5, 1.0).get(repeat % 3);
    return flagged
        ? row(run, source.id(), source.className(), repeat, intensity, null, Status.FLAGGED)
        : row(run, source.id(), source.className(), repeat, intensity, source.image(), Status.OK);
  }

  private static SyntheticRow refused(int repeat, double intensity) {
    return row("s1", "a.jpg", "circle", repeat, intensity, null, Status.REFUSED);
  }

  private static SyntheticRow row(
      String run,
      String source,
      String className,
      int repeat,
      double intensity,
      byte[] image,
      Status status) {
    Integer side = image == null ? null : 48;
    String id = SyntheticTable.id(source, repeat);
    return new SyntheticRow(
        id,
        run,
        source,
        repeat,
        DrawnImages.classNames().indexOf(className),
        className,
        intensity,
        "real-guidance",
        "real-guidance",
        "a photo",
        7.5,
        25,
        "ddim",
        repeat,
        0,
        "m1",
        image,
        image == null ? null : id + ".png",
        side,
        side,
        status,
        status == Status.OK ? null : "a reason");
  }

  private static List<Row> trials(String run, long seed, double[] accuracies) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < accuracies.length; i++) {
      for (String className : new String[] {null, "circle"}) {
        rows.add(
            TrialsTable.toRow(
                new TrialRow(
                    run,
                    "shapes",
                    "real-guidance",
                    4,
                    seed,
                    i,
                    10 * (i + 1),
                    "validation",
                    "accuracy",
                    className,
                    className == null ? accuracies[i] : 1)));
      }
    }
    return rows;
  }
}
