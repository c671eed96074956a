package org.dafusion.jobs.table;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code <workspace>/erasures}: concepts that were erased from the noise predictor. The new weights
 * lie beside the tables, in {@code <workspace>/erased/<run>}, as safetensors files. How long a
 * training took is in the manifest, so that rows are the same on any machine.
 */
public final class ErasuresTable {
  public static final String NAME = "erasures";

  private static final int NAME_LENGTH = 60;

  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("run", DataTypes.StringType)
          .add("class", DataTypes.StringType)
          .add("concept", DataTypes.StringType)
          .add("preset", DataTypes.StringType)
          .add("iterations", DataTypes.IntegerType)
          .add("loss", DataTypes.DoubleType)
          .add("file", DataTypes.StringType)
          .add("digest", DataTypes.StringType)
          .add("bytes", DataTypes.LongType)
          .add("seed", DataTypes.LongType)
          .add("model", DataTypes.StringType)
          .add("status", DataTypes.StringType)
          .add("reason", DataTypes.StringType);

  public static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private ErasuresTable() {}

  public static RunTable in(Workspace workspace) {
    return new RunTable(workspace, NAME, SCHEMA);
  }

  /**
   * Where the weights of a class lie inside the workspace. What a file name cannot hold on every
   * file system is replaced; a digest keeps names apart that then look alike.
   */
  public static String file(String run, String className) {
    String safe = className.replaceAll("[^A-Za-z0-9_-]", "_");
    return "erased/%s/%s-%s.safetensors"
        .formatted(
            run, safe.substring(0, Math.min(safe.length(), NAME_LENGTH)), shortDigest(className));
  }

  private static String shortDigest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java", e);
    }
  }

  public static Row toRow(ErasureRow erasure) {
    return new NamedRow(SCHEMA)
        .set("id", erasure.className())
        .set("run", erasure.run())
        .set("class", erasure.className())
        .set("concept", erasure.concept())
        .set("preset", erasure.preset())
        .set("iterations", erasure.iterations())
        .set("loss", erasure.loss())
        .set("file", erasure.file())
        .set("digest", erasure.digest())
        .set("bytes", erasure.bytes())
        .set("seed", erasure.seed())
        .set("model", erasure.model())
        .set("status", erasure.status().text())
        .set("reason", erasure.reason())
        .toRow();
  }

  public static ErasureRow fromRow(Row row) {
    return new ErasureRow(
        row.getAs("run"),
        row.getAs("class"),
        row.getAs("concept"),
        row.getAs("preset"),
        row.<Integer>getAs("iterations"),
        row.<Double>getAs("loss"),
        row.getAs("file"),
        row.getAs("digest"),
        row.getAs("bytes"),
        row.<Long>getAs("seed"),
        row.getAs("model"),
        Status.parse(row.getAs("status")),
        row.getAs("reason"));
  }
}
