package org.dafusion.jobs.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.dafusion.config.RemoteFile;

/**
 * An experiment's file on a file system that Hadoop knows.
 *
 * @param path absolute
 * @param hadoop how it is reached
 */
record HadoopFile(Path path, Configuration hadoop) implements RemoteFile {
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final int MOST_BYTES = 16 << 20;

  /** Whether a place is an address; else it is a path of the local disk. */
  static boolean isAddress(String place) {
    return ADDRESS.matcher(place).matches();
  }

  /** The file at an address, reached as the job that is to start would reach it. */
  static HadoopFile at(String address) {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    return new HadoopFile(new Path(address), hadoop);
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public String read() throws IOException {
    if (!path.getFileSystem(hadoop).exists(path)) {
      throw new FileNotFoundException(name());
    }
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      byte[] content = in.readNBytes(MOST_BYTES + 1);
      if (content.length > MOST_BYTES) {
        throw new IOException("it has more than " + MOST_BYTES + " bytes");
      }
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  @Override
  public RemoteFile beside(String name) {
    return new HadoopFile(new Path(path.getParent(), name), hadoop);
  }
}
