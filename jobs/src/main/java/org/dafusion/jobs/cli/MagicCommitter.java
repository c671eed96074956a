package org.dafusion.jobs.cli;

import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Problem;

/**
 * How Spark commits tables on S3: by uploads that are completed when the job is, and not by
 * renames, which S3 does by copying, one object after the other. Set where the workspace is on S3A
 * and nobody chose a committer.
 */
final class MagicCommitter {
  private static final String PROTOCOL_KEY = "spark.sql.sources.commitProtocolClass";
  private static final String PROTOCOL =
      "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol";
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.hadoop.fs.s3a.committer.name",
          "magic",
          "spark.hadoop.fs.s3a.committer.magic.enabled",
          "true",
          PROTOCOL_KEY,
          PROTOCOL,
          "spark.sql.parquet.output.committer.class",
          "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter");

  private MagicCommitter() {}

  /**
   * Sets it where it is wanted.
   *
   * @throws InvalidSettingsException if Spark's module for clouds is not on the class path
   */
  static void setIfMissing(SparkConf conf, String workspace) {
    if (!workspace.startsWith("s3a:") || conf.contains(PROTOCOL_KEY)) {
      return;
    }
    if (!isThere()) {
      throw new InvalidSettingsException(
          List.of(
              new Problem(
                  "workspace",
                  "must not be on s3a without Spark's committer for it, found %s: add the module spark-hadoop-cloud and hadoop-aws of the cluster's versions to the class path (or set %s)"
                      .formatted(workspace, PROTOCOL_KEY),
                  "")));
    }
    SETTINGS.forEach(conf::setIfMissing);
  }

  private static boolean isThere() {
    try {
      Class.forName(PROTOCOL, false, Thread.currentThread().getContextClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
