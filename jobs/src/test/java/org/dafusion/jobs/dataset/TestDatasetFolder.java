package org.dafusion.jobs.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.data.InvalidDatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a folder as a whole has a bound, in one file or in many. */
class TestDatasetFolder {
  private static final List<String> CAPTIONS =
      List.of("a/metadata.csv", "b/metadata.csv", "metadata.csv");

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    for (String path : CAPTIONS) {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "0123456789");
    }
  }

  @Test
  void filesMayHaveTheirBoundTogether() {
    assertThat(dataset().readAll("files of captions", CAPTIONS, 30))
        .containsOnlyKeys(CAPTIONS)
        .allSatisfy((path, content) -> assertThat(content).asString().isEqualTo("0123456789"));
    assertThat(dataset().readAll("files of captions", CAPTIONS)).hasSize(3);
  }

  @Test
  void filesThatHaveMoreTogetherAreRefused() {
    assertThatThrownBy(() -> dataset().readAll("files of captions", CAPTIONS, 29))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use the dataset file:%s because its 3 files of captions have together more than 29 bytes, which is all that is allowed, found 20 in those before metadata.csv",
            folder);
  }

  private DatasetFolder dataset() {
    return DatasetFolder.list(folder.toString(), "files", new Configuration(false));
  }
}
