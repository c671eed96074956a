package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dafusion.jobs.dataset.DatasetFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that is wrong with the settings is told at once, before Spark starts: exit 2. */
class TestInvalidSettings {
  @TempDir private Path folder;

  @Test
  void allProblemsOfAFileAreListedWithTheirLines() throws IOException {
    Path file =
        file(
            """
            workspace = ""
            dataset { path = "photos", format = "zip", validation-fraction = 1 }
            model { path = "sd", precision = "fp8", varint = "x", safety-checker = maybe }
            augment {
              methods = ["real-guidence"]
              repeats = 0
              size = 7
              steps = 99999999999
              scheduler = "plms"
              guidance-scal = 3
              batch = "two"
              seed = -1
              prompt = [a]
            }
            executor { device = "gpu", threads = 2.5 }
            limits.refused-fraction = 1.5
            classifier { backbone = "random", epochs = 0 }
            split.seed = nought
            argument.steps = 5
            """);

    CommandLineRun run = CommandLineRun.of("run", "--conf", file.toString(), "limits.megapixels=0");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).first().isEqualTo("dafusion: Invalid settings:");
    assertThat(run.errors().stream().skip(1).map(line -> line.replace(file + ": ", "")))
        .containsExactly(
            "  1: workspace must not be empty, found ''",
            "  2: dataset.format must be one of %s, found 'zip'"
                .formatted(String.join(", ", DatasetFormat.words())),
            "  2: dataset.validation-fraction must be at least 0.0 and below 1.0, found 1.0",
            "  3: model.precision must be one of fp32, bf16, fp16, found 'fp8'",
            "  3: model.safety-checker must be one of auto, on, off, found 'maybe'",
            "  3: model.varint is not a known key; did you mean 'model.variant'?",
            "  5: augment.methods must be one of da-fusion, real-guidance, found 'real-guidence'",
            "  6: augment.repeats must be between 1 and 10000, found 0",
            "  7: augment.size must be between 8 and 4096, found 7",
            "  8: augment.steps must be between -2147483648 and 2147483647, found 99999999999",
            "  9: augment.scheduler must be one of dpm-solver++, ddim, pndm, euler, found 'plms'",
            "  10: augment.guidance-scal is not a known key; did you mean"
                + " 'augment.guidance-scale'?",
            "  11: augment.batch must be a whole number, found 'two'",
            "  12: augment.seed must be at least 0, found -1",
            "  13: augment.prompt must be text, found a list [ … ]",
            "  15: executor.device must be one of auto, cpu, found 'gpu'",
            "  15: executor.threads must be a whole number, found 2.5",
            "  16: limits.refused-fraction must be between 0.0 and 1.0, found 1.5",
            "  17: classifier.epochs must be between 1 and 100000, found 0",
            "  18: split.seed must be a whole number, found 'nought'",
            "  19: argument is not a known key; did you mean 'augment'?",
            "  command line: limits.megapixels must be between 1 and 2000, found 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "augment.intensities=[0, 0.5]"
            + "|augment.intensities must hold only numbers above 0 and up to 1, found [0.0, 0.5]",
        "augment.intensities=[1.5]"
            + "|augment.intensities must hold only numbers above 0 and up to 1, found [1.5]",
        "augment.intensities=[]|augment.intensities must not be empty, found []",
        "augment.intensity-range=[0.9, 0.1]|augment.intensity-range must be empty or [low, high]"
            + " with low not above high, found [0.9, 0.1]",
        "augment.intensity-range=[0, 0.5]"
            + "|augment.intensity-range must hold only numbers above 0 and up to 1,"
            + " found [0.0, 0.5]",
        "augment.methods=[]|augment.methods must not be empty, found []",
        "augment.methods=[real-guidance, real-guidance]|augment.methods must not name a method"
            + " twice, found [real-guidance, real-guidance]",
        "augment.method.real-guidance.type=mixup"
            + "|augment.method.real-guidance.type must be one of real-guidance, da-fusion,"
            + " parallel, sequential, found 'mixup'",
        "augment.method.real-guidance.promt=x|augment.method.real-guidance.promt is not a known"
            + " key; did you mean 'augment.method.real-guidance.prompt'?",
        "augment.guidance-scale=-1"
            + "|augment.guidance-scale must be between 0.0 and 1000.0, found -1.0",
        "augment.guidance-range=[5]|augment.guidance-range must be empty or [low, high] with low"
            + " not above high, found [5.0]",
        "augment.mask-blend=last|augment.mask-blend must be one of next, legacy, found 'last'",
        "augment.mask-grow=0|augment.mask-grow must be between 1 and 4096, found 0",
        "augment.resamples=-1|augment.resamples must be between 0 and 100, found -1",
        "augment.commit-every=0|augment.commit-every must be between 1 and 100000000, found 0",
        "augment.method.real-guidance.mask=sky|augment.method.real-guidance.mask must be one of"
            + " none, object, background, found 'sky'",
        "leakage.class-names=no|leakage.class-names must be one of allowed, refused, found 'no'",
        "model.safety-threshold-shift=99|model.safety-threshold-shift must be between -10.0 and"
            + " 10.0, found 99.0",
        "augment.size=4096000|augment.size must be between 8 and 4096, found 4096000",
        "split.examples-per-class=-1|split.examples-per-class must be at least 0, found -1",
        "classifier.synthetic-probability=2"
            + "|classifier.synthetic-probability must be between 0.0 and 1.0, found 2.0",
        "model.path=|model.path must not be empty, found ''",
        "dataset.path=|dataset.path must not be empty, found ''",
        "spark.master=lcal[2]|spark.master must be a master that Spark knows, such as local[4], yarn"
            + " or spark://host:7077, found 'lcal[2]'",
        "spark.master=local[two]|spark.master must be a master that Spark knows, such as local[4],"
            + " yarn or spark://host:7077, found 'local[two]'",
        "nonsense|an override must be key=value, found 'nonsense'",
        "=3|an override must be key=value, found '=3'"
      })
  void anOverrideIsJudgedToo(String override, String problem) {
    CommandLineRun run =
        CommandLineRun.of(
            "run", "dataset.path=a", "model.path=b", "classifier.backbone=random", override);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors())
        .containsExactly("dafusion: Invalid settings:", "  command line: " + problem);
  }

  @Test
  void whatIsRequiredAndMissingIsToldBeforeAnyWorkIsDone() {
    Path work = folder.resolve("work");

    CommandLineRun run =
        CommandLineRun.of(
            "run", "dataset.path=rangeland", "model.path=random", "workspace=" + work);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Invalid settings:",
            "  classifier.backbone must be a safetensors file of a ResNet with torchvision's key"
                + " names (such as ResNet-50 pretrained on ImageNet), a folder that holds one"
                + " or a DeiT of Hugging Face, 'rangeland' for the small one that comes along, or 'random' for a small untrained network to try things out, found ''");
    assertThat(work).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nowhere.safetensors|Cannot read nowhere.safetensors because there is no such file",
        "resnet50.pth|Cannot read resnet50.pth because it is a pickle, which can run any code"
            + " when it is read. Convert it once to safetensors, in Python:"
            + " from_pretrained(\"…\").save_pretrained(\"…\", safe_serialization=True) of diffusers"
            + " or transformers, or safetensors.torch.save_file for a plain state dictionary"
      })
  void aBackboneThatCannotBeReadIsToldBeforeAnyWorkIsDone(String backbone, String problem)
      throws IOException {
    TinyExperiment experiment = TinyExperiment.in(folder);

    CommandLineRun run = experiment.run("run", "classifier.backbone=" + backbone);

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.errors()).containsExactly("dafusion: " + problem);
    assertThat(experiment.workspace()).doesNotExist();
  }

  @Test
  void aMissingFileIsNamedWithoutWhatItMightHaveSaid() {
    CommandLineRun run = CommandLineRun.of("run", "--conf", "nowhere.conf");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Invalid settings:",
            "  Cannot read nowhere.conf because there is no such file");
  }

  @Test
  void aFileThatIsNotHoconIsNamedWithTheLine() throws IOException {
    Path file = file("augment {\n  steps = 3\n  oops ]\n}\n");

    CommandLineRun run = CommandLineRun.of("run", "--conf", file.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors()).hasSize(2);
    assertThat(run.errors().get(1)).startsWith("  " + file + ": 3: Key 'oops' may not be followed");
  }

  @Test
  void anUnknownStageIsToldWithThoseThatThereAre() {
    CommandLineRun run = CommandLineRun.of("agment");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors().get(0))
        .startsWith(
            "dafusion: Unknown stage 'agment': must be one of prepare, erase, invert, augment, pretrain, train");
    assertThat(run.errors()).contains("  augment   table examples -> table synthetic");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none|Missing required parameter: 'STAGE'",
        "--cnf|Unknown option: '--cnf'",
        "--conf|Missing required parameter for option '--conf' (FILE)"
      })
  void aCommandThatCannotBeReadIsToldWithTheUsage(String argument, String problem) {
    CommandLineRun run =
        argument == null ? CommandLineRun.of() : CommandLineRun.of("run", argument);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors())
        .startsWith(
            "dafusion: " + problem,
            "Usage: dafusion [-hV] [--plan] [--conf=FILE] STAGE [key=value...]");
  }

  @Test
  void aWorkspaceWhereAFileIs() throws IOException {
    TinyExperiment experiment = TinyExperiment.in(folder);
    Path file = file("");

    CommandLineRun run = experiment.run("run", "workspace=" + file + "/work");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Invalid settings:",
            "  workspace must be a folder or a place for one, found "
                + file
                + "/work, where a file is");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("experiment.conf"), text);
  }
}
