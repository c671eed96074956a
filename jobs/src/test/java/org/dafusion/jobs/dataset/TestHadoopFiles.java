package org.dafusion.jobs.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.data.InvalidDatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestHadoopFiles {
  @TempDir private Path folder;

  @Test
  void listsTheFilesBelowOneFolderSorted() throws IOException {
    write("b c/2.txt");
    write("b c/1.txt");
    write("b c/deep/0.txt");
    write("a/9.txt");
    Files.createDirectories(folder.resolve("empty"));
    HadoopFiles files = HadoopFiles.at(folder.toString(), "files", new Configuration(false));

    assertThat(files.list("b c")).containsExactly("b c/1.txt", "b c/2.txt", "b c/deep/0.txt");
    assertThat(files.list("b c/")).isEqualTo(files.list("b c"));
    assertThat(files.list(""))
        .containsExactly("a/9.txt", "b c/1.txt", "b c/2.txt", "b c/deep/0.txt");
    assertThat(files.list("empty")).isEmpty();
    assertThat(files.list("nowhere")).isEmpty();
    assertThat(files.listWithFolders()).contains("empty/", "b c/deep/", "b c/1.txt").hasSize(8);
  }

  @Test
  void knowsFilesByTheirPath() throws IOException {
    write("b c/1.txt");
    HadoopFiles files = HadoopFiles.at(folder.toString(), "files", new Configuration(false));

    assertThat(files.root()).isEqualTo("file:" + folder);
    assertThat(files.uri("b c/1.txt")).isEqualTo("file:" + folder + "/b c/1.txt");
    assertThat(files.exists("b c/1.txt")).isTrue();
    assertThat(files.exists("b c/2.txt")).isFalse();
    assertThat(files.exists("b c")).isFalse();
    try (InputStream in = files.open("b c/1.txt")) {
      assertThat(in.readAllBytes()).asString().isEqualTo("text");
    }
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    write("a");

    assertThatThrownBy(
            () ->
                HadoopFiles.at(
                    folder.resolve("a").toString(), "pictures", new Configuration(false)))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot read the dataset file:%s/a because there is no such folder: dataset.path must be"
                + " one with pictures",
            folder);
  }

  private void write(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "text");
  }
}
