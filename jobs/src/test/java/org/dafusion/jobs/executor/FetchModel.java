package org.dafusion.jobs.executor;

import java.io.IOException;
import java.nio.file.Path;

/** A process that fetches a model into a cache, as an executor does. */
final class FetchModel {
  private FetchModel() {}

  /**
   * Starts it.
   *
   * @param millis that the store takes for each file
   */
  static Process start(Path cache, String source, Path reads, long millis) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FetchModel.class.getName(),
            cache.toString(),
            source,
            reads.toString(),
            Long.toString(millis))
        .redirectErrorStream(true)
        .start();
  }

  public static void main(String[] arguments) throws IOException {
    Path copy =
        new ModelCache(Path.of(arguments[0]))
            .fetch(
                new org.apache.hadoop.fs.Path(arguments[1]),
                SlowStore.hadoop(Path.of(arguments[2]), Long.parseLong(arguments[3])));
    System.out.println("copied to " + copy);
  }
}
