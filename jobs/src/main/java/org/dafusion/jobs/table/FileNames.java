package org.dafusion.jobs.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of classes, images and tokens as names of files. They come from datasets and may hold
 * anything: what leads out of a folder, what a file system cannot hold, and more than it can.
 */
public final class FileNames {
  /** Letters of any script stay, and so do blanks, which people have in names. */
  private static final Pattern UNSAFE =
      Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Cn}/\\\\:*?\"<>|]|^[-~. ]+|[. ]+$");

  private static final Pattern DEVICE =
      Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");

  /** File systems hold names of 255 bytes, and an ending comes behind this. */
  private static final int LONGEST = 200;

  private static final int DIGITS = 8;

  private FileNames() {}

  /**
   * A name for one file or folder. What cannot be part of it is replaced, and a digest keeps apart
   * what would then look alike; a name that can be kept is.
   */
  public static String of(String name) {
    String safe = UNSAFE.matcher(name).replaceAll("_");
    if (DEVICE.matcher(safe).matches() || safe.isEmpty()) {
      safe = "_" + safe;
    }
    boolean fits = safe.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    if (fits && safe.equals(name)) {
      return name;
    }
    String start = fits ? safe : safe.replaceAll("[^A-Za-z0-9._-]", "_");
    String digest = Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
    return start.substring(0, Math.min(start.length(), LONGEST)) + "-" + digest;
  }

  /** A path below a folder, whose elements are parted by {@code /}. */
  public static String path(String id) {
    return Arrays.stream(id.split("/", -1)).map(FileNames::of).collect(Collectors.joining("/"));
  }
}
