package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Row;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.dataset.LocalFolders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of photos that hold what is no photo, and no end. */
class TestHostileFolders {
  private static final String NO_FILE =
      "Cannot decode image because it is no file but a folder, a device or a pipe";
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private TinyExperiment experiment;

  @BeforeEach
  void photos() throws IOException {
    experiment = TinyExperiment.in(folder);
  }

  @Test
  void whatIsNoFileIsARowWithAReason() throws Exception {
    Path ants = experiment.photos().resolve("train/ant");
    assumeTrue(Files.exists(Path.of("/dev/zero")), "devices are files here");
    makePipe(ants.resolve("pipe.jpg"));
    Files.createSymbolicLink(ants.resolve("endless.jpg"), Path.of("/dev/zero"));
    Files.createSymbolicLink(ants.resolve("gone.jpg"), ants.resolve("nowhere"));
    Files.createSymbolicLink(ants.resolve("itself.jpg"), ants.resolve("itself.jpg"));
    experiment.photo("train/ant/folder.jpg/inside.png");
    experiment.photo("train/ant/large.jpg", new byte[1_000_001]);
    experiment.photo("train/ant/long.png", ImageEncoder.png(new Image(101, 1, new byte[303])));
    List<String> odd =
        List.of(
            "-rf.png",
            "a=b.png",
            "50%25.png",
            "a b .png",
            "a\nb.png",
            "$(id).png",
            "a:b.png",
            "back\\slash.png",
            "\u202Egpj.png",
            "\uD83D\uDC1C.png",
            "x".repeat(251) + ".png",
            "CON.png",
            "'\".png",
            "<b>.png",
            "#1.png",
            "?.png",
            "*.png");
    for (String name : odd) {
      experiment.photo("train/bee/" + name);
    }

    CommandLineRun run =
        assertTimeoutPreemptively(
            SOON,
            () -> experiment.run("prepare", "limits.megabytes=1", "limits.refused-fraction=1.0"));

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    Map<String, String> reasons = new TreeMap<>();
    for (Row row : experiment.rows("examples", "id, status, reason")) {
      reasons.put(row.getString(0), row.getString(1).equals("ok") ? "ok" : row.getString(2));
    }
    assertThat(reasons)
        .containsEntry("train/ant/pipe.jpg", NO_FILE)
        .containsEntry("train/ant/endless.jpg", NO_FILE)
        .containsEntry("train/ant/folder.jpg/inside.png", "ok")
        .containsEntry(
            "train/ant/large.jpg",
            "Cannot decode image because it has more than 1000000 bytes, which is all that"
                + " limits.megabytes allows")
        .containsEntry(
            "train/ant/long.png",
            "Cannot decode image because its declared size is 101 x 1, and at most 100.0 times the"
                + " shorter side are allowed of the longer");
    for (String name : List.of("gone", "itself")) {
      assertThat(reasons.getOrDefault("train/ant/" + name + ".jpg", "does not exist"))
          .contains("does not exist");
    }
    for (String name : odd) {
      assertThat(reasons).containsEntry("train/bee/" + name, "ok");
    }
  }

  @Test
  void linksWithoutEndAreTold() throws Exception {
    Path ants = experiment.photos().resolve("train/ant");
    Files.createSymbolicLink(ants.resolve("again"), experiment.photos());

    CommandLineRun run = assertTimeoutPreemptively(SOON, () -> experiment.run("prepare"));

    assertThat(run.code()).isEqualTo(ExitCode.INPUT);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Cannot list the dataset file:%1$s because file:%1$s/train/ant/again is a link to %2$s, in which it lies"
                .formatted(experiment.photos(), experiment.photos().toRealPath()));
  }

  /** Thirty folders, each with two links to the next, are a thousand million paths. */
  @Test
  void linksThatMultiplyAreTold() throws Exception {
    Path pool = Files.createDirectories(folder.resolve("pool"));
    for (int i = 0; i < 30; i++) {
      Path step = Files.createDirectories(pool.resolve("s" + i));
      for (String name : List.of("a", "b")) {
        Files.createSymbolicLink(step.resolve(name), pool.resolve("s" + (i + 1)));
      }
    }
    Files.createDirectories(pool.resolve("s30"));
    Files.createSymbolicLink(experiment.photos().resolve("train/ant/ladder"), pool.resolve("s0"));

    CommandLineRun run = assertTimeoutPreemptively(SOON, () -> experiment.run("prepare"));

    assertThat(run.code()).isEqualTo(ExitCode.INPUT);
    assertThat(run.errors())
        .singleElement()
        .asString()
        .contains("because more than 2000 ways of links lead to " + pool.toRealPath() + "/s");
  }

  @Test
  void foldersInFoldersWithoutEndAreTold() throws IOException {
    FileSystem files = FileSystem.getLocal(new Configuration(false));
    LocalFolders walk = new LocalFolders("the pets", files);
    Path deep = folder;
    for (int i = 0; i < 64; i++) {
      deep = Files.createDirectory(deep.resolve("d"));
      walk.enter(new org.apache.hadoop.fs.Path(deep.toUri()));
    }
    org.apache.hadoop.fs.Path last =
        new org.apache.hadoop.fs.Path(Files.createDirectory(deep.resolve("d")).toUri());

    assertThatThrownBy(() -> walk.enter(last))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage("Cannot list the pets because %s is the 65th folder in a folder", last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pets.zip", "pets.tar", "pets.tar.gz", "PETS.TGZ"})
  void archivesAreNeverUnpacked(String name) throws IOException {
    Path archive = Files.write(folder.resolve(name), new byte[] {'P', 'K', 3, 4});

    CommandLineRun run = experiment.run("prepare", "dataset.path=" + archive);

    assertThat(run.code()).isEqualTo(ExitCode.INPUT);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Cannot read the dataset file:"
                + archive
                + " because it is an archive, and archives are never unpacked here: unpack it"
                + " yourself and give the folder that comes out");
    assertThat(experiment.workspace()).doesNotExist();
  }

  @Test
  void anArchiveIsNoModelEither() throws IOException {
    Path archive = Files.write(folder.resolve("sd.zip"), new byte[] {'P', 'K', 3, 4});
    experiment.run("prepare");

    CommandLineRun run = experiment.run("augment", "model.path=" + archive);

    assertThat(run.code()).isEqualTo(ExitCode.MODEL);
    assertThat(run.errors())
        .singleElement()
        .asString()
        .startsWith("dafusion: Cannot read the model " + archive + " because it is an archive, ");
  }

  private static void makePipe(Path place) throws Exception {
    Process process = new ProcessBuilder("mkfifo", place.toString()).start();
    assumeTrue(process.waitFor() == 0, "pipes are files here");
  }
}
