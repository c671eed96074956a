package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestSecrets {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.access.key",
        "spark.hadoop.fs.s3a.secret.key",
        "spark.hadoop.fs.s3a.bucket.pets.secret.key",
        "spark.hadoop.fs.s3a.session.token",
        "spark.hadoop.fs.s3a.encryption.key",
        "spark.hadoop.fs.s3a.server-side-encryption.key",
        "spark.hadoop.fs.azure.account.key.pets.dfs.core.windows.net",
        "spark.authenticate.secret",
        "spark.ssl.keyStorePassword",
        "spark.hadoop.fs.s3a.proxy.password"
      })
  void valuesOfKeysThatNameASecret(String key) {
    Secrets secrets = Secrets.of(new SparkConf(false).set(key, "hush-hush"));

    assertThat(secrets.hidden("refused hush-hush at s3a://a:b@c/d"))
        .isEqualTo("refused *** at s3a://***@c/d");
    assertThat(secrets.hiddenTrace(new IllegalStateException("hush-hush")))
        .startsWith("java.lang.IllegalStateException: ***")
        .contains("at org.dafusion.jobs.cli.TestSecrets")
        .doesNotContain("hush-hush");
  }

  @Test
  void otherValuesStay() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:1")
            .set("spark.hadoop.fs.s3a.committer.name", "directory")
            .set("spark.master", "local[2]");

    assertThat(Secrets.of(conf).hidden("http://127.0.0.1:1 directory local[2]"))
        .isEqualTo("http://127.0.0.1:1 directory local[2]");
  }
}
