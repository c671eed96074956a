package org.dafusion.huggingface;

import java.util.List;
import java.util.Locale;

/**
 * Archives in place of folders. They are never unpacked: what comes out of one, how much of it and
 * where to, is decided by whoever packed it.
 */
public final class ArchiveFile {
  private static final List<String> EXTENSIONS =
      List.of(
          ".zip",
          ".tar",
          ".tar.gz",
          ".tgz",
          ".tar.bz2",
          ".tbz2",
          ".tar.xz",
          ".txz",
          ".tar.zst",
          ".gz",
          ".bz2",
          ".xz",
          ".zst",
          ".7z",
          ".rar",
          ".jar",
          ".mar");

  private ArchiveFile() {}

  /** Whether a path or URL is that of an archive, by its name. */
  public static boolean is(String place) {
    String name = place.toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().anyMatch(name::endsWith);
  }

  /** Why it is refused and what to do, to complete "Cannot … because". */
  public static String reason() {
    return "it is an archive, and archives are never unpacked here: unpack it yourself and give the"
        + " folder that comes out";
  }
}
