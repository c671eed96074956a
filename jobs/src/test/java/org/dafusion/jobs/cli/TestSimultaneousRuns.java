package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two identical submissions at once end in one table, and a finished one costs nothing. */
class TestSimultaneousRuns {
  private static final String[] RUN = {
    "augment.methods=[da-fusion]",
    // of two steps a quarter is none
    "augment.intensities=[0.5, 1]",
    "augment.commit-every=2",
    "benchmark.methods=[baseline, da-fusion]",
    "benchmark.examples-per-class=[1]",
    "benchmark.seeds=[0]",
    "invert.recipes.table={steps=4, batch=2}",
    "invert.rows=2",
    "invert.previews=0"
  };

  @TempDir private Path folder;
  private String photos;

  @Test
  void twoAtOnceEndInOneTableAndAThirdDoesNothing() throws Exception {
    TinyExperiment alone = TinyExperiment.in(folder.resolve("alone"));
    assertThat(alone.run("run", RUN).code()).isZero();
    // of the same photos, whose paths stand in the rows
    TinyExperiment together = new TinyExperiment(folder.resolve("together"));
    photos = "dataset.path=" + alone.photos();

    List<DriverProcess> two = List.of(start(together, "one.txt"), start(together, "another.txt"));
    for (DriverProcess driver : two) {
      assertThat(driver.process().waitFor()).as(said()).isZero();
    }

    for (String table : List.of("examples", "embeddings", "synthetic", "trials")) {
      assertThat(together.contents(table)).as(table).isEqualTo(alone.contents(table));
      assertThat(together.workspace().resolve(table).resolve("_lease")).doesNotExist();
    }
    assertThat(unetCalls(together)).isEqualTo(unetCalls(alone)).isPositive();

    CommandLineRun third = together.run("run", run());

    assertThat(third.errors()).isEmpty();
    assertThat(third.code()).isZero();
    assertThat(unetCalls(together)).isEqualTo(unetCalls(alone));
    assertThat(third.output()).noneMatch(line -> line.matches("augment: [1-9]\\d* new pictures.*"));
    assertThat(together.contents("trials")).isEqualTo(alone.contents("trials"));
  }

  private DriverProcess start(TinyExperiment experiment, String output) throws IOException {
    return DriverProcess.start(folder.resolve(output), experiment.arguments("run", run()));
  }

  private String[] run() {
    return Stream.concat(Stream.of(RUN), Stream.of(photos)).toArray(String[]::new);
  }

  /** Of all pictures that were ever made in the workspace. */
  private static long unetCalls(TinyExperiment experiment) {
    return experiment.manifest("synthetic").stream()
        .mapToLong(run -> run.getLong("counts.unet-calls"))
        .sum();
  }

  private String said() throws IOException {
    StringBuilder said = new StringBuilder();
    try (Stream<Path> outputs = Files.list(folder)) {
      for (Path output : outputs.filter(file -> file.toString().endsWith(".txt")).toList()) {
        said.append(Files.readString(output)).append('\n');
      }
    }
    return said.toString();
  }
}
