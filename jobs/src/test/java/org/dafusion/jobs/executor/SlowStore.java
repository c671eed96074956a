package org.dafusion.jobs.executor;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A local folder as a remote store: it takes its time, and writes down what was read. */
public final class SlowStore extends RawLocalFileSystem {
  private static final String READS = "slow.reads";
  private static final String MILLIS = "slow.millis";

  /** Settings that reach it as {@code slow:/path}. */
  static Configuration hadoop(java.nio.file.Path reads, long millis) {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.slow.impl", SlowStore.class, org.apache.hadoop.fs.FileSystem.class);
    hadoop.setBoolean("fs.slow.impl.disable.cache", true);
    hadoop.set(READS, reads.toString());
    hadoop.setLong(MILLIS, millis);
    return hadoop;
  }

  @Override
  public URI getUri() {
    return URI.create("slow:///");
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    Files.writeString(
        java.nio.file.Path.of(getConf().get(READS)),
        file.getName() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    try {
      Thread.sleep(getConf().getLong(MILLIS, 0));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return super.open(file, bufferSize);
  }
}
