package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.dafusion.diffusion.RandomFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dataset, model folder, workspace and settings on HDFS, one name node and one data node. */
class TestHdfs {
  @TempDir private Path folder;

  @Test
  void theWholePipelineRunsThereAndDoesNothingTheSecondTime() throws IOException {
    TinyExperiment local = TinyExperiment.in(folder);
    RandomFolder.write(folder.resolve("sd"), 0);
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build()) {
      FileSystem store = cluster.getFileSystem();
      String root = store.getUri().toString();
      upload(store, local.photos(), "/photos");
      upload(store, folder.resolve("sd"), "/sd");
      try (var out = store.create(new org.apache.hadoop.fs.Path("/tiny.conf"))) {
        out.writeBytes("classifier.save = last\n");
      }
      String[] arguments =
          Stream.of(
                  Stream.of("run", "--conf", root + "/tiny.conf"),
                  TinyExperiment.SETTINGS.stream(),
                  Stream.of(
                      "report.enabled=true",
                      "dataset.path=" + root + "/photos",
                      "model.path=" + root + "/sd",
                      "workspace=" + root + "/work",
                      "executor.model-cache=" + folder.resolve("cache")))
              .flatMap(words -> words)
              .toArray(String[]::new);

      CommandLineRun first = CommandLineRun.of(arguments);
      List<FileStatus> tables = parquet(store);
      CommandLineRun again = CommandLineRun.of(arguments);

      assertThat(first.errors()).isEmpty();
      assertThat(first.code()).isZero();
      assertThat(tables).isNotEmpty();
      assertThat(store.exists(new org.apache.hadoop.fs.Path("/work/report.html"))).isTrue();
      assertThat(again.errors()).isEmpty();
      assertThat(again.code()).isZero();
      assertThat(parquet(store)).isEqualTo(tables);
    }
  }

  private static List<FileStatus> parquet(FileSystem store) throws IOException {
    return List.of(store.globStatus(new org.apache.hadoop.fs.Path("/work/*/*.parquet")));
  }

  private static void upload(FileSystem store, Path from, String to) throws IOException {
    store.copyFromLocalFile(
        new org.apache.hadoop.fs.Path(from.toUri()), new org.apache.hadoop.fs.Path(to));
  }
}
