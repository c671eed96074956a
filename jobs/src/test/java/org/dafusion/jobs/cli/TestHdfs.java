package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.dafusion.diffusion.RandomFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dataset, model folder, workspace and settings on HDFS, one name node and one data node. */
class TestHdfs {
  private static final List<String> STAGES =
      List.of(
          "report.enabled=true",
          "augment.methods=[real-guidance, da-fusion]",
          "invert.recipes.table={steps=2, batch=2}",
          "invert.rows=2",
          "invert.previews=0",
          "erase.enabled=true",
          "erase.size=32",
          "erase.preset-defaults.iterations=2",
          "erase.preset-defaults.sampling-steps=2");

  @TempDir private static Path folder;
  private static MiniDFSCluster cluster;
  private static FileSystem store;

  @BeforeAll
  static void start() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
    store = cluster.getFileSystem();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void theWholePipelineRunsThereAndDoesNothingTheSecondTime() throws IOException {
    TinyExperiment local = TinyExperiment.in(folder);
    RandomFolder.write(folder.resolve("sd"), 0);
    upload(local.photos(), "/photos");
    upload(folder.resolve("sd"), "/sd");
    try (var out = store.create(new org.apache.hadoop.fs.Path("/tiny.conf"))) {
      out.writeBytes("classifier.save = last\n");
    }
    List<String> arguments =
        new ArrayList<>(List.of("run", "--conf", store.getUri() + "/tiny.conf"));
    arguments.addAll(TinyExperiment.SETTINGS);
    arguments.addAll(STAGES);
    arguments.add("dataset.path=" + store.getUri() + "/photos");
    arguments.add("model.path=" + store.getUri() + "/sd");
    arguments.add("workspace=" + store.getUri() + "/work");
    arguments.add("executor.model-cache=" + folder.resolve("cache"));

    CommandLineRun first = run(arguments);
    List<FileStatus> tables = parquet();
    CommandLineRun again = run(arguments);

    assertThat(first.errors()).isEmpty();
    assertThat(first.code()).isZero();
    assertThat(tables)
        .extracting(file -> file.getPath().getParent().getName())
        .contains("examples", "erasures", "embeddings", "synthetic", "trials");
    assertThat(exists("/work/report.html")).isTrue();
    assertThat(again.errors()).isEmpty();
    assertThat(again.code()).isZero();
    assertThat(parquet()).isEqualTo(tables);
  }

  @Test
  void aModelIsTrainedThere() throws IOException {
    String workspace = "workspace=" + store.getUri() + "/pretrained";
    TinyPretraining training = new TinyPretraining(folder.resolve("nowhere"));
    CommandLineRun prepare = run(training.arguments("prepare", workspace));
    assertThat(prepare.errors()).isEmpty();

    CommandLineRun first = run(training.arguments("pretrain", workspace, "pretrain.part=backbone"));
    CommandLineRun again = run(training.arguments("pretrain", workspace, "pretrain.part=backbone"));

    assertThat(first.errors()).isEmpty();
    assertThat(first.output()).anyMatch(line -> line.startsWith("pretrain: backbone is trained"));
    assertThat(again.output()).anyMatch(line -> line.startsWith("pretrain: backbone is there"));
    assertThat(exists("/pretrained/pretrained/manifest.json")).isTrue();
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  private static CommandLineRun run(List<String> arguments) {
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static boolean exists(String file) throws IOException {
    return store.exists(new org.apache.hadoop.fs.Path(file));
  }

  private static List<FileStatus> parquet() throws IOException {
    return List.of(store.globStatus(new org.apache.hadoop.fs.Path("/work/*/*.parquet")));
  }

  private static void upload(Path from, String to) throws IOException {
    store.copyFromLocalFile(
        new org.apache.hadoop.fs.Path(from.toUri()), new org.apache.hadoop.fs.Path(to));
  }
}
