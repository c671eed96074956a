package org.dafusion.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestAddress {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "work",
        "/data/http",
        "C:/photos",
        "file:/data/a",
        "s3a://bucket/a@b",
        "hdfs://host:8020/a",
        "abfs://container@account.dfs.core.windows.net/a",
        "gs://bucket/a",
        "photos:old",
        "rangeland"
      })
  void pathsAndFileSystemsArePlaces(String place) {
    assertThat(Address.rule(place)).isEmpty();
    assertThat(Address.hidden(place)).isEqualTo(place);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://host/a",
        "HTTP:/host",
        " https://host/a",
        "ftp://host",
        "sftp://u@host",
        "jar:file:/a!/b"
      })
  void theWebAndArchivesAreNot(String place) {
    assertThat(Address.rule(place).orElseThrow()).startsWith("be a path, or an address");
  }

  @ParameterizedTest
  @CsvSource({
    "s3a://KEY:SEC/RET@bucket/a, s3a://***@bucket/a",
    "s3a://KEY@bucket/a, s3a://***@bucket/a",
    "S3://KEY:S@E@bucket/a, S3://***@bucket/a",
    "hdfs://user:word@host/a, hdfs://***@host/a"
  })
  void credentialsAreRefusedAndHidden(String place, String hidden) {
    assertThat(Address.rule(place).orElseThrow()).startsWith("be an address without credentials");
    assertThat(Address.hidden("see '" + place + "', please"))
        .isEqualTo("see '" + hidden + "', please");
    assertThat(new Problem("a", "found " + place, place).toString())
        .isEqualTo(hidden + ": a found " + hidden);
  }

  @Test
  void aRemoteFileIncludesWhatLiesBesideIt() {
    Map<String, String> store =
        Map.of(
            "s3a://b/conf/a.conf", "include \"b.conf\"\ninclude \"none.conf\"\nsteps = two",
            "s3a://b/conf/b.conf", "name = x");
    ExperimentConfig read =
        ExperimentConfig.loadRemote(
            com.typesafe.config.ConfigFactory.parseString("steps = 1, name = \"\""),
            new Stored(store, "s3a://b/conf/a.conf"),
            List.of(),
            Map.of());

    assertThat(read.config().getString("name")).isEqualTo("x");
    assertThat(read.problems())
        .singleElement()
        .extracting(Problem::toString)
        .asString()
        .startsWith("s3a://b/conf/a.conf: 3: steps must be a ");

    ExperimentConfig none =
        ExperimentConfig.loadRemote(
            com.typesafe.config.ConfigFactory.empty(),
            new Stored(store, "s3a://b/c.conf"),
            List.of(),
            Map.of());
    assertThat(none.problems())
        .extracting(Problem::toString)
        .containsExactly("Cannot read s3a://b/c.conf because there is no such file");
  }

  private record Stored(Map<String, String> store, String name) implements RemoteFile {
    @Override
    public String read() throws FileNotFoundException {
      if (!store.containsKey(name)) {
        throw new FileNotFoundException(name);
      }
      return store.get(name);
    }

    @Override
    public RemoteFile beside(String path) {
      return new Stored(store, name.replaceFirst("[^/]*$", "") + path);
    }
  }
}
