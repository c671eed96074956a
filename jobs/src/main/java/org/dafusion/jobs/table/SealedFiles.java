package org.dafusion.jobs.table;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;

/**
 * Leaves only the files of some waves in what Spark lists of a table. Spark lists after the
 * manifest was read: what another command adds in between is no more sealed than what a dead one
 * has left. A set of names answers at once, where a pattern of thousands would not.
 */
public final class SealedFiles implements PathFilter, Configurable {
  private static final String WAVES = "dafusion.sealed-waves";

  /** No file name has it. */
  private static final String SEPARATOR = "/";

  private Configuration hadoop;
  private Set<String> waves = Set.of();

  /** Hadoop makes it, and then gives it the options of the read. */
  public SealedFiles() {}

  /** What a read of the table's folder takes to find these waves alone. */
  static Map<String, String> options(Collection<SealedWave> waves) {
    List<String> names = waves.stream().map(SealedWave::name).toList();
    return Map.of(
        "mapreduce.input.pathFilter.class",
        SealedFiles.class.getName(),
        WAVES,
        String.join(SEPARATOR, names));
  }

  @Override
  public void setConf(Configuration hadoop) {
    this.hadoop = hadoop;
    this.waves = new HashSet<>(List.of(hadoop.get(WAVES, "").split(SEPARATOR)));
  }

  @Override
  public Configuration getConf() {
    return hadoop;
  }

  @Override
  public boolean accept(Path file) {
    return waves.contains(SealedWave.nameOf(file.getName()));
  }
}
