package org.dafusion.jobs.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Looks at Parquet files for claims that their bytes do not bear out: those that would have a
 * reader ask for gigabytes on behalf of a file of a few. Such an error ends an executor, which
 * nobody could tell from a machine that is too small; here it is the file's, by name.
 *
 * <p>Tasks read each file once for it.
 */
final class ShardClaims implements Function<String, String> {
  private static final long serialVersionUID = 1;

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int TAIL = Integer.BYTES + MAGIC.length;
  private static final int PAGE = 1 << 20;

  private final Broadcast<SerializableConfiguration> hadoop;
  private final Set<String> columns;

  private ShardClaims(Broadcast<SerializableConfiguration> hadoop, Collection<String> columns) {
    this.hadoop = hadoop;
    this.columns = Set.copyOf(columns);
  }

  /**
   * Why each file is refused; null for those that are not.
   *
   * @param uris of the files
   * @param columns that will be read of them
   * @return in the order of the files
   */
  static List<String> of(SparkSession spark, List<String> uris, Collection<String> columns) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
    int slices = Math.min(uris.size(), 4 * context.defaultParallelism());
    return context.parallelize(uris, slices).map(new ShardClaims(hadoop, columns)).collect();
  }

  @Override
  public String call(String uri) throws IOException {
    Configuration configuration = hadoop.value().value();
    Path path = new Path(uri);
    FileSystem files = path.getFileSystem(configuration);
    if (LocalFolders.isLocal(files) && !Files.isRegularFile(LocalFolders.local(path))) {
      return "it is no file but a folder, a device or a pipe";
    }
    long length = files.getFileStatus(path).getLen();
    CodecFactory codecs = new CodecFactory(configuration, PAGE);
    try (FSDataInputStream file = files.open(path)) {
      check(file, length, codecs);
      return null;
    } catch (OverclaimingShardException e) {
      return e.getMessage();
    } catch (EOFException e) {
      return "it ends early";
    } catch (ChecksumException e) {
      return DamagedFiles.shown(e);
    } finally {
      codecs.release();
    }
  }

  private void check(FSDataInputStream file, long length, CodecFactory codecs)
      throws IOException, OverclaimingShardException {
    byte[] footer = footer(file, length);
    if (footer == null) {
      return;
    }
    FooterClaims claims = FooterClaims.of(footer, length - TAIL - footer.length);
    for (FooterClaims.Chunk chunk : claims.chunks(columns)) {
      new PageClaims(file, length, codecs, chunk).check();
    }
  }

  /** Null where the file is none of Parquet's, which its own reader tells better. */
  private static byte[] footer(FSDataInputStream file, long length)
      throws IOException, OverclaimingShardException {
    if (length < MAGIC.length + TAIL) {
      return null;
    }
    byte[] tail = new byte[TAIL];
    file.readFully(length - TAIL, tail);
    int claimed = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
    boolean whole = claimed >= 0 && claimed <= length - TAIL - MAGIC.length;
    if (!whole || !Arrays.equals(tail, Integer.BYTES, TAIL, MAGIC, 0, MAGIC.length)) {
      return null;
    }
    OverclaimingShardException.unless(
        claimed <= FooterClaims.MOST_BYTES,
        "its footer has %d bytes: at most %d are allowed",
        claimed,
        FooterClaims.MOST_BYTES);
    byte[] footer = new byte[claimed];
    file.readFully(length - TAIL - claimed, footer);
    return footer;
  }
}
