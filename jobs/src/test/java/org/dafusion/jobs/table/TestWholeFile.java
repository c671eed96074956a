package org.dafusion.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestWholeFile {
  private final Configuration hadoop = new Configuration();
  @TempDir private Path folder;

  @Test
  void aFileTakesTheFormerOnesPlaceWithItsChecksums() throws IOException {
    WholeFile.store(place("file:"), local("first"), hadoop);
    WholeFile.store(place("file:"), local("second"), hadoop);

    assertThat(read(place("file:"))).isEqualTo("second");
    assertThat(names()).containsExactlyInAnyOrder("place", ".place.crc");
  }

  @Test
  void aFileThatIsThereIsKept() throws IOException {
    assertThat(WholeFile.storeNew(place("file:"), local("first"), hadoop)).isTrue();
    assertThat(WholeFile.storeNew(place("file:"), local("second"), hadoop)).isFalse();

    assertThat(read(place("file:"))).isEqualTo("first");
    assertThat(names()).containsExactlyInAnyOrder("place", ".place.crc");
  }

  @Test
  void whatCannotBeWrittenWholeLeavesNothing() throws IOException {
    Files.createDirectories(folder.resolve("store"));

    assertThatThrownBy(() -> WholeFile.store(place("file:"), folder.resolve("nowhere"), hadoop))
        .isInstanceOf(IOException.class);

    assertThat(names()).isEmpty();
  }

  @Test
  void anObjectIsWrittenInPlaceBecauseAStoreRenamesByCopying() throws IOException {
    hadoop.setClass("fs.s3a.impl", ObjectStore.class, FileSystem.class);

    WholeFile.store(place("s3a://bucket"), local("first"), hadoop);
    WholeFile.store(place("s3a://bucket"), local("second"), hadoop);

    assertThat(WholeFile.storeNew(place("s3a://bucket"), local("third"), hadoop)).isFalse();
    assertThat(read(place("s3a://bucket"))).isEqualTo("second");
    assertThat(names()).containsExactly("place");
  }

  private org.apache.hadoop.fs.Path place(String store) {
    return new org.apache.hadoop.fs.Path(store + folder.resolve("store/place"));
  }

  private Path local(String text) throws IOException {
    return Files.writeString(folder.resolve("local"), text);
  }

  private String read(org.apache.hadoop.fs.Path place) throws IOException {
    return new String(place.getFileSystem(hadoop).open(place).readAllBytes());
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("store"))) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }

  /** A store that cannot rename. */
  public static final class ObjectStore extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("s3a://bucket");
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) {
      throw new AssertionError("An object store renames by copying");
    }
  }
}
