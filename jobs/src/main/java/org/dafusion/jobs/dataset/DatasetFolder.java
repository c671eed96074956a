package org.dafusion.jobs.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.data.InvalidDatasetException;

/**
 * A dataset's folder and all names below it, for layouts that are known by their names alone.
 *
 * @param files the folder
 * @param paths of all files and folders below it, relative to it, sorted; those of folders end in a
 *     slash, so that one without any file is seen too
 */
record DatasetFolder(HadoopFiles files, List<String> paths) {
  /** Of captions or a card; those of a million images have a hundred. */
  static final int MOST_BYTES = 256_000_000;

  /**
   * Lists a folder on any file system that Hadoop knows.
   *
   * @param expected what the folder must hold, for the error
   * @throws InvalidDatasetException if there is no such folder
   */
  static DatasetFolder list(String location, String expected, Configuration hadoop) {
    HadoopFiles files = HadoopFiles.at(location, expected, hadoop);
    return new DatasetFolder(files, files.listWithFolders());
  }

  /** Absolute. */
  String root() {
    return files.root();
  }

  /** The content of a file below the root. */
  byte[] read(String path) {
    byte[] content = read(path, MOST_BYTES);
    if (content.length > MOST_BYTES) {
      throw refusal("%s has more than %d bytes".formatted(path, MOST_BYTES));
    }
    return content;
  }

  /**
   * The contents of files below the root, by their paths: a folder may hold any number of them.
   *
   * @param what they are called together
   * @throws InvalidDatasetException if together they have more bytes than one may have
   */
  SortedMap<String, byte[]> readAll(String what, List<String> chosen) {
    return readAll(what, chosen, MOST_BYTES);
  }

  /**
   * As {@link #readAll(String, List)}.
   *
   * @param most bytes that they may have together
   */
  SortedMap<String, byte[]> readAll(String what, List<String> chosen, int most) {
    SortedMap<String, byte[]> contents = new TreeMap<>();
    int left = most;
    for (String path : chosen) {
      byte[] content = read(path, left);
      if (content.length > left) {
        throw refusal(
            "its %d %s have together more than %d bytes, which is all that is allowed, found %d in those before %s"
                .formatted(chosen.size(), what, most, most - left, path));
      }
      left -= content.length;
      contents.put(path, content);
    }
    return contents;
  }

  /** A byte more than the most where there is more. */
  private byte[] read(String path, int most) {
    try (InputStream in = files.open(path)) {
      return in.readNBytes(most + 1);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + uri(path) + " because " + e.getMessage(), e);
    }
  }

  String uri(String path) {
    return files.uri(path);
  }

  /** The last name of the root. */
  String name() {
    return root().substring(root().lastIndexOf('/') + 1);
  }

  /** The error of a dataset that is there and cannot be used. */
  InvalidDatasetException refusal(String reason) {
    return new InvalidDatasetException(
        "Cannot use the dataset %s because %s".formatted(root(), reason));
  }
}
