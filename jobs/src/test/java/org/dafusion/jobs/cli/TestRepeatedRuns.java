package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.dafusion.diffusion.RandomFolder;
import org.dafusion.jobs.executor.ExecutorModels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a second command adds to the tables of the first. */
class TestRepeatedRuns {
  private static final String TWO_METHODS = "augment.methods=[real-guidance, agnostic]";
  private static final String AGNOSTIC = "augment.method.agnostic.prompt=a photo";

  @TempDir private Path folder;
  private TinyExperiment experiment;

  @BeforeEach
  void prepare() throws IOException {
    experiment = TinyExperiment.in(folder);
    assertThat(experiment.run("prepare").code()).isZero();
  }

  @Test
  void aRepeatedCommandAddsNothingAndALargerOneOnlyWhatIsMissing() {
    assertNew(4, experiment.run("augment"));
    Map<String, Integer> first = pictures();
    String run = experiment.manifest("synthetic").get(0).getString("run");
    // without tokens pictures are those of any draw
    assertThat(experiment.manifest("synthetic").get(0).getObject("seeds").keySet())
        .containsExactly("augment");
    int loads = ExecutorModels.loads();
    int files = parquetFiles();

    assertNew(0, experiment.run("augment"));
    assertThat(parquetFiles()).isEqualTo(files);
    assertThat(ExecutorModels.loads()).isEqualTo(loads);

    assertNew(4, experiment.run("augment", "augment.repeats=2"));
    assertThat(pictures()).hasSize(8).containsAllEntriesOf(first);
    assertThat(runs()).containsExactly(run);
    assertThat(experiment.manifest("synthetic").get(0).getInt("settings.repeats")).isEqualTo(2);

    assertNew(4, experiment.run("augment", "augment.guidance-scale=3"));
    assertThat(pictures()).hasSize(12).containsAllEntriesOf(first);
    assertThat(runs()).hasSize(2).startsWith(run);

    CommandLineRun two = experiment.run("augment", TWO_METHODS, AGNOSTIC, "augment.repeats=2");
    assertNew(8, two);
    assertThat(two.output())
        .anyMatch(line -> line.startsWith("augment: real-guidance, run " + run + ": 8 pictures"))
        .anyMatch(line -> line.startsWith("augment: agnostic, run r"));
    assertThat(runs()).hasSize(3);
    assertThat(experiment.rows("synthetic", "id, augmentation, prompt"))
        .filteredOn(row -> row.getAs("augmentation").equals("agnostic"))
        .hasSize(8)
        .allMatch(row -> row.getAs("prompt").equals("a photo"));
    assertThat(ExecutorModels.loads()).isEqualTo(loads);
  }

  @Test
  void aRepeatedTrialIsReadFromTheTable() {
    assertThat(experiment.run("augment", TWO_METHODS, AGNOSTIC).code()).isZero();
    CommandLineRun first = experiment.run("train", TWO_METHODS, AGNOSTIC);
    CommandLineRun second = experiment.run("train", TWO_METHODS, AGNOSTIC);

    assertThat(first.code()).isZero();
    assertThat(second.code()).isZero();
    assertThat(lastLines(first, 3)).allMatch(line -> line.contains("accuracy"));
    assertThat(lastLines(second, 3)).isEqualTo(lastLines(first, 3));
    assertThat(second.output())
        .anyMatch(line -> line.startsWith("train: agnostic is in the table already, run r"));
    assertThat(experiment.manifest("trials")).hasSize(3);
  }

  @Test
  void aModelWhoseContentChangedUnderTheSameNameIsLoadedAnew() throws IOException {
    Path model = folder.resolve("model");
    RandomFolder.write(model, 1);
    assertNew(4, experiment.run("augment", "model.path=" + model));
    int loads = ExecutorModels.loads();

    RandomFolder.write(model, 2);
    assertNew(4, experiment.run("augment", "model.path=" + model));

    assertThat(ExecutorModels.loads()).isEqualTo(loads + 1);
    assertThat(runs()).hasSize(2);
    assertThat(pictures().values().stream().distinct()).hasSize(8);
  }

  @Test
  void picturesThatComeToNothingAreRowsAndAboveTheLimitExitWithFour() throws IOException {
    Path model = folder.resolve("model");
    RandomFolder.write(model, 1);
    breakNumbers(model.resolve("unet/diffusion_pytorch_model.safetensors"), "conv_out.bias");

    // at full strength: at a low one so few steps have none for the broken part to spoil
    CommandLineRun run =
        experiment.run("augment", "model.path=" + model, "augment.intensities=[1]");

    assertThat(run.code()).isEqualTo(4);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: augment refused 4 of 4 rows, more than limits.refused-fraction = 0.05"
                + " allows");
    assertThat(run.output())
        .contains("  refused train/ant/1.png#0: the denoised latents are not finite numbers");
    assertThat(experiment.rows("synthetic", "id, status, reason, image, seed"))
        .hasSize(4)
        .allMatch(row -> row.getAs("status").equals("refused") && row.getAs("image") == null)
        .allMatch(row -> row.getAs("reason").equals("the denoised latents are not finite numbers"));
    assertThat(experiment.manifest("synthetic").get(0).getInt("counts.refused")).isEqualTo(4);

    String[] settings = {"model.path=" + model, "augment.intensities=[1]", "augment.repeats=2"};
    assertThat(experiment.run("augment", settings).output())
        .contains("  refused train/ant/1.png#1: the denoised latents are not finite numbers");
    settings[2] = "augment.repeats=1";
    assertThat(experiment.run("augment", settings).output())
        .contains("  refused train/ant/1.png#0: the denoised latents are not finite numbers")
        .noneMatch(line -> line.contains("#1: "));
  }

  private static void assertNew(int pictures, CommandLineRun run) {
    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.output())
        .filteredOn(line -> line.contains(" new pictures in "))
        .singleElement()
        .asString()
        .matches("augment: " + pictures + " new pictures in .* s, \\d+\\.\\d\\d images/s");
    // what was not done costs nothing
    assertThat(run.output().stream().filter(line -> line.contains(" device seconds per image, ")))
        .hasSize(pictures == 0 ? 0 : 1);
  }

  private List<String> runs() {
    return experiment.manifest("synthetic").stream().map(entry -> entry.getString("run")).toList();
  }

  /** A hash of each picture by run and id. */
  private Map<String, Integer> pictures() {
    List<Row> rows = experiment.rows("synthetic", "id, run, hash(image.bytes) AS hash");
    return rows.stream()
        .collect(
            Collectors.toMap(row -> row.getString(1) + row.getString(0), row -> row.getInt(2)));
  }

  private int parquetFiles() {
    File[] files =
        experiment
            .workspace()
            .resolve("synthetic")
            .toFile()
            .listFiles((place, name) -> name.endsWith(".parquet"));
    return files.length;
  }

  private static List<String> lastLines(CommandLineRun run, int count) {
    return run.output().subList(run.output().size() - count, run.output().size());
  }

  /** Overwrites a tensor with NaN. */
  private static void breakNumbers(Path file, String tensor) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(content.getLong(0));
    String json = new String(content.array(), Long.BYTES, header, StandardCharsets.UTF_8);
    Matcher place =
        Pattern.compile("\"" + tensor + "\":[^}]*\"data_offsets\":\\[(\\d+),(\\d+)]").matcher(json);
    assertThat(place.find()).isTrue();
    for (int at = Integer.parseInt(place.group(1));
        at < Integer.parseInt(place.group(2));
        at += 4) {
      content.putFloat(Long.BYTES + header + at, Float.NaN);
    }
    Files.write(file, content.array());
  }
}
