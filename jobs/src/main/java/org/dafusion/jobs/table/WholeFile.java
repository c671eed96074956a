package org.dafusion.jobs.table;

import java.io.IOException;
import java.util.EnumSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/** Files that appear under their name as a whole, by a rename, or not at all. */
public final class WholeFile {
  private WholeFile() {}

  /** Copies a local file to a place, over what was there. */
  public static void store(Path place, java.nio.file.Path local, Configuration hadoop)
      throws IOException {
    Path fresh = new Path(place.getParent(), ".fresh-" + UUID.randomUUID());
    FileContext files = FileContext.getFileContext(place.toUri(), hadoop);
    try (FSDataOutputStream out =
        files.create(fresh, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
      java.nio.file.Files.copy(local, out);
    }
    files.rename(fresh, place, Rename.OVERWRITE);
  }
}
