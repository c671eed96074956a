package org.dafusion.jobs.dataset;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dafusion.data.InvalidDatasetException;

/**
 * Sees to it that a walk through folders comes to an end. On a local disk folders may be links to
 * other folders, also to those that they lie in, and a few links that lead to each other make
 * millions of paths.
 */
public final class LocalFolders {
  /** Folders in folders; no dataset has more than a few. */
  private static final int DEEPEST = 64;

  /** Ways to one folder; who links the same pool into every class has one for each. */
  private static final int MOST_WAYS = 2000;

  private final String root;
  private final FileSystem files;
  private final Deque<java.nio.file.Path> entered = new ArrayDeque<>();
  private final Map<java.nio.file.Path, Integer> ways = new HashMap<>();
  private int depth;

  /**
   * @param root what errors call the place where the walk begins
   */
  public LocalFolders(String root, FileSystem files) {
    this.root = root;
    this.files = files;
  }

  static boolean isLocal(FileSystem files) {
    return files.getUri().getScheme().equals("file");
  }

  static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(Path.getPathWithoutSchemeAndAuthority(path).toString());
  }

  /** Opens a file; Hadoop's own checksums have no name for those of a name with a colon. */
  static InputStream open(FileSystem files, Path path) throws IOException {
    try {
      return files.open(path);
    } catch (IllegalArgumentException e) {
      if (!isLocal(files)) {
        throw e;
      }
      return new FileInputStream(local(path).toFile());
    }
  }

  /**
   * Goes into a folder, which {@link #leave} ends.
   *
   * @throws InvalidDatasetException if the walk would not come to an end
   */
  public void enter(Path folder) throws IOException {
    if (++depth > DEEPEST) {
      throw refusal("%s is the %dth folder in a folder".formatted(folder, depth));
    }
    if (isLocal(files)) {
      java.nio.file.Path real = local(folder).toRealPath();
      if (entered.contains(real)) {
        throw refusal("%s is a link to %s, in which it lies".formatted(folder, real));
      }
      if (ways.merge(real, 1, Integer::sum) > MOST_WAYS) {
        throw refusal("more than %d ways of links lead to %s".formatted(MOST_WAYS, real));
      }
      entered.push(real);
    }
  }

  /** Leaves the folder that was entered last. */
  public void leave() {
    depth--;
    if (isLocal(files)) {
      entered.pop();
    }
  }

  private InvalidDatasetException refusal(String reason) {
    return new InvalidDatasetException("Cannot list %s because %s".formatted(root, reason));
  }
}
