package org.dafusion.jobs.pretrain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.table.Sha256;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;

/**
 * {@code <workspace>/model}: what the commands of {@code pretrain} have made so far. Its index is
 * there when all its networks have weights, so that nothing unfinished is taken for a model. Only
 * one job at a time may write to it: each file is digested once.
 */
final class PublishedModel {
  static final String INDEX = "model_index.json";
  static final String CARD = "README.md";

  /** As the program sha256sum writes and checks it. */
  static final String DIGESTS = "SHA256SUMS";

  private static final String WEIGHTS = ".safetensors";
  private static final List<String> NETWORKS =
      List.of("vae", "text_encoder", "unet", "safety_checker");

  private final Path folder;
  private final Configuration hadoop;
  private final Map<String, String> digests = new HashMap<>();

  PublishedModel(Workspace place) {
    this.folder = place.path("model");
    this.hadoop = place.hadoop();
  }

  Path folder() {
    return folder;
  }

  /** Paths of its files within it, in order. */
  List<String> files() throws IOException {
    FileSystem files = folder.getFileSystem(hadoop);
    List<String> names = new ArrayList<>();
    if (files.exists(folder)) {
      String root = files.makeQualified(folder).toUri().getPath() + "/";
      RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
      while (all.hasNext()) {
        String name = all.next().getPath().toUri().getPath().substring(root.length());
        if (!name.startsWith(".") && !name.contains("/.")) {
          names.add(name);
        }
      }
    }
    names.sort(null);
    return names;
  }

  /** Whether there are weights of a component. */
  boolean hasWeights(String component) throws IOException {
    return files().stream().anyMatch(file -> isWeights(file, component));
  }

  /** Whether a file of a model holds weights of a component. */
  static boolean isWeights(String file, String component) {
    return file.startsWith(component + "/") && file.endsWith(WEIGHTS);
  }

  /** Copies a file to the local disk. */
  void fetch(String file, java.nio.file.Path local) throws IOException {
    try (InputStream in = open(file)) {
      Files.copy(in, local, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** SHA-256 of a file; empty where there is none. */
  String digest(String file) throws IOException {
    if (!digests.containsKey(file)) {
      if (!files().contains(file)) {
        return "";
      }
      try (InputStream in = open(file)) {
        digests.put(file, Sha256.of(in));
      }
    }
    return digests.get(file);
  }

  private InputStream open(String file) throws IOException {
    Path path = new Path(folder, file);
    return path.getFileSystem(hadoop).open(path);
  }

  /**
   * Puts what a part has made in place, and what the draft has besides where nothing is yet.
   *
   * @return SHA-256 of the part's weights by path
   */
  SortedMap<String, String> take(ModelDraft draft, ModelPart part) throws IOException {
    // until all is there again
    delete(INDEX);
    List<String> there = files();
    SortedMap<String, String> weights = new TreeMap<>();
    for (Map.Entry<String, java.nio.file.Path> file : draft.files().entrySet()) {
      String name = file.getKey();
      if (!name.equals(INDEX) && (part.writes(name) || !there.contains(name))) {
        store(name, file.getValue());
      }
      if (part.writes(name) && name.endsWith(WEIGHTS)) {
        weights.put(name, digest(name));
      }
    }
    if (weights.isEmpty()) {
      throw new IllegalStateException(
          "The training of %s must have written weights, found none".formatted(part.word()));
    }
    return weights;
  }

  /** Networks of a model that have no weights here. */
  List<String> lacking(ModelFolder index) throws IOException {
    List<String> lacking = new ArrayList<>();
    for (String network : NETWORKS) {
      if (index.has(network) && !hasWeights(network)) {
        lacking.add(network);
      }
    }
    return lacking;
  }

  /** Completes the folder: the card, the digests of all files, and the index last of all. */
  void complete(ModelDraft draft, String card) throws IOException {
    write(CARD, card);
    java.nio.file.Path index = draft.folder().resolve(INDEX);
    SortedMap<String, String> all = new TreeMap<>(Map.of(INDEX, Sha256.of(index)));
    for (String file : files()) {
      if (!file.equals(DIGESTS)) {
        all.put(file, digest(file));
      }
    }
    StringBuilder lines = new StringBuilder();
    all.forEach((file, digest) -> lines.append(digest).append("  ").append(file).append('\n'));
    write(DIGESTS, lines.toString());
    store(INDEX, index);
  }

  private void store(String name, java.nio.file.Path file) throws IOException {
    digests.remove(name);
    WholeFile.store(new Path(folder, name), file, hadoop);
  }

  private void write(String name, String text) throws IOException {
    digests.remove(name);
    WholeFile.write(new Path(folder, name), text.getBytes(StandardCharsets.UTF_8), hadoop);
  }

  private void delete(String name) throws IOException {
    digests.remove(name);
    Path path = new Path(folder, name);
    path.getFileSystem(hadoop).delete(path, false);
  }
}
