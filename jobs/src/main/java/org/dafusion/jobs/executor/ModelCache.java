package org.dafusion.jobs.executor;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.jobs.table.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's copies of model folders that lie on other file systems, shared by all processes of a
 * user. A copy is named by its address and by the names, sizes and times of its files, so that one
 * of a folder that has changed is another copy. The process that makes it holds a lock that ends
 * with the process; the copy comes under its name, as a whole, together with the SHA-256 of every
 * file as it came from the store. Each process reads the files once more and compares, before it
 * trusts them; a copy that was damaged is made anew.
 *
 * <p>Copies stay until somebody deletes the folder, which may be done while no job runs.
 */
final class ModelCache {
  /** Hadoop's key for the folder; empty or absent for the default. */
  static final String FOLDER = "dafusion.model-cache";

  private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);
  private static final String DIGESTS = "sha256.json";
  private static final String FILES = "files";
  private static final String SUMS = "SHA256SUMS";
  private static final String PARTIAL = ".partial-";
  private static final Gson GSON = new Gson();

  private final Path folder;

  ModelCache(Path folder) {
    this.folder = folder;
  }

  /** The one that a job's settings name. */
  static ModelCache of(Configuration hadoop) {
    String set = hadoop.get(FOLDER, "");
    return new ModelCache(
        set.isBlank()
            ? Path.of(
                System.getProperty("java.io.tmpdir"),
                "dafusion-models-" + System.getProperty("user.name"))
            : Path.of(set).toAbsolutePath().normalize());
  }

  /**
   * The copy of a folder, made if there is none.
   *
   * @param source a folder, or a single file
   * @return the copy of the folder or file, not to be written to
   * @throws ModelArtefactException if there is nothing at the source, or if its files are not what
   *     its own digests say
   * @throws IOException if it cannot be copied, for lack of room too; nothing is left of it then
   */
  Path fetch(org.apache.hadoop.fs.Path source, Configuration hadoop) throws IOException {
    FileSystem files = source.getFileSystem(hadoop);
    org.apache.hadoop.fs.Path place = files.makeQualified(source);
    SortedMap<String, FileStatus> listed = list(files, place);
    Path copy = folder.resolve(name(place, listed));
    makeFolder();
    // a lock of a file is held by a process, not by one of its threads
    synchronized (ModelCache.class) {
      Path lock = copy.resolveSibling(copy.getFileName() + ".lock");
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        deletePartial(copy);
        if (!isWhole(copy)) {
          FileUtil.fullyDelete(copy.toFile());
          copy(files, place, listed, copy);
        }
      }
    }
    boolean single = listed.size() == 1 && files.getFileStatus(place).isFile();
    Path whole = copy.resolve(FILES);
    return single ? whole.resolve(place.getName()) : whole;
  }

  /** The files below a place by their paths within it; the place's own name where it is a file. */
  private static SortedMap<String, FileStatus> list(
      FileSystem files, org.apache.hadoop.fs.Path place) throws IOException {
    SortedMap<String, FileStatus> listed = new TreeMap<>();
    if (files.exists(place)) {
      FileStatus status = files.getFileStatus(place);
      if (status.isFile()) {
        listed.put(place.getName(), status);
      } else {
        list(files, place, "", listed);
      }
    }
    if (listed.isEmpty()) {
      throw new ModelArtefactException(
          "Cannot open the model " + place + ": there is no such folder");
    }
    return listed;
  }

  /** Not by listFiles, which asks a store for permissions that nobody needs. */
  private static void list(
      FileSystem files,
      org.apache.hadoop.fs.Path folder,
      String prefix,
      SortedMap<String, FileStatus> listed)
      throws IOException {
    for (FileStatus status : files.listStatus(folder)) {
      String name = prefix + status.getPath().getName();
      if (status.isDirectory()) {
        list(files, status.getPath(), name + "/", listed);
      } else {
        listed.put(name, status);
      }
    }
  }

  private static String name(
      org.apache.hadoop.fs.Path place, SortedMap<String, FileStatus> listed) {
    List<String> lines = new ArrayList<>(List.of(place.toString()));
    listed.forEach(
        (name, file) -> lines.add(name + " " + file.getLen() + " " + file.getModificationTime()));
    String readable = place.getName().replaceAll("[^A-Za-z0-9._-]", "_");
    return (readable.isEmpty() || readable.startsWith(".") ? "model" : readable)
        + "-"
        + Sha256.ofLines(lines.iterator()).substring(0, 16);
  }

  /** Open to its user alone, since what lies in it is computed with. */
  private void makeFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
    }
    Path probe = Files.createTempFile(folder, ".owner", "");
    try {
      if (!Files.getOwner(folder).equals(Files.getOwner(probe))) {
        throw new IOException(
            "the folder %s must belong to this user, found %s: set executor.model-cache to another"
                .formatted(folder, Files.getOwner(folder)));
      }
    } finally {
      Files.delete(probe);
    }
  }

  /** What killed processes have left; whoever holds the lock is the only one that copies. */
  private void deletePartial(Path copy) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(path -> path.getFileName().toString().startsWith(copy.getFileName() + PARTIAL))
          .forEach(path -> FileUtil.fullyDelete(path.toFile()));
    }
  }

  private static boolean isWhole(Path copy) throws IOException {
    if (!Files.isDirectory(copy)) {
      return false;
    }
    try {
      Copied copied = GSON.fromJson(Files.readString(copy.resolve(DIGESTS)), Copied.class);
      for (String name : copied.sha256().keySet()) {
        String found = Sha256.of(copy.resolve(FILES).resolve(name));
        if (!found.equals(copied.sha256().get(name))) {
          LOG.warn("{} is not what was copied, and is copied anew: {}", copy, name);
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException
        | CharacterCodingException
        | JsonParseException
        | NullPointerException e) {
      LOG.warn("{} is not what was copied, and is copied anew: {}", copy, e.getMessage());
      return false;
    }
  }

  private void copy(
      FileSystem files,
      org.apache.hadoop.fs.Path place,
      SortedMap<String, FileStatus> listed,
      Path copy)
      throws IOException {
    long start = System.nanoTime();
    long bytes = listed.values().stream().mapToLong(FileStatus::getLen).sum();
    Path partial =
        copy.resolveSibling(copy.getFileName() + PARTIAL + ProcessHandle.current().pid());
    boolean done = false;
    try {
      requireRoom(place, bytes);
      Files.createDirectories(partial);
      SortedMap<String, String> digests = new TreeMap<>();
      for (String name : listed.keySet()) {
        digests.put(name, copy(files, listed.get(name), inside(partial.resolve(FILES), name)));
      }
      requireSums(place, partial.resolve(FILES), digests);
      Files.writeString(partial.resolve(DIGESTS), GSON.toJson(new Copied(digests)));
      Files.move(partial, copy, StandardCopyOption.ATOMIC_MOVE);
      done = true;
    } catch (IOException e) {
      throw isFull(e) ? noRoom(place, bytes, e) : e;
    } finally {
      if (!done) {
        FileUtil.fullyDelete(partial.toFile());
      }
    }
    LOG.info(
        "Copied {} to {}, {} bytes in {} s",
        place,
        copy,
        bytes,
        (System.nanoTime() - start) / 1_000_000_000);
  }

  /** What the folder itself says of its files, where it says something, must hold. */
  private static void requireSums(
      org.apache.hadoop.fs.Path place, Path files, SortedMap<String, String> digests)
      throws IOException {
    if (!digests.containsKey(SUMS)) {
      return;
    }
    for (String line : sums(place, files.resolve(SUMS))) {
      String[] words = line.trim().split("\\s+\\*?", 2);
      String found = words.length == 2 ? digests.get(words[1]) : null;
      if (found != null && !found.equalsIgnoreCase(words[0])) {
        throw new ModelArtefactException(
            "Cannot use the model %s because the SHA-256 of %s must be %s, as %s says, found %s"
                .formatted(place, words[1], words[0], SUMS, found));
      }
    }
  }

  private static List<String> sums(org.apache.hadoop.fs.Path place, Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new ModelArtefactException(
          "Cannot use the model %s because its %s is not UTF-8".formatted(place, SUMS), e);
    }
  }

  private static Path inside(Path folder, String name) {
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder)) {
      throw new ModelArtefactException("Cannot copy the file " + name + ": it leaves its folder");
    }
    return file;
  }

  /** Copies a file; the answer is the SHA-256 of what the store sent. */
  private static String copy(FileSystem files, FileStatus from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    String digest;
    try (InputStream in = files.open(from.getPath());
        OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
      digest = Sha256.copying(in, out);
    }
    if (Files.size(to) != from.getLen()) {
      throw new IOException(
          "%s has %d bytes, but %d came".formatted(from.getPath(), from.getLen(), Files.size(to)));
    }
    return digest;
  }

  private void requireRoom(org.apache.hadoop.fs.Path place, long bytes) throws IOException {
    if (Files.getFileStore(folder).getUsableSpace() < bytes) {
      throw noRoom(place, bytes, null);
    }
  }

  /** A write tells a full disk only in words. */
  private static boolean isFull(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left") || message.contains("quota exceeded");
  }

  private IOException noRoom(org.apache.hadoop.fs.Path place, long bytes, IOException cause)
      throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    return new IOException(
        "%s needs %d bytes in %s, where %d are free: %s, or set executor.model-cache to a folder on another disk"
            .formatted(place, bytes, folder, free, toDelete()),
        cause);
  }

  /** Nothing here deletes a copy: no process knows whether another works with it. */
  private String toDelete() throws IOException {
    List<String> copies = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path copy : all.filter(Files::isDirectory).sorted().toList()) {
        copies.add("%s (%d bytes)".formatted(copy.getFileName(), size(copy)));
      }
    }
    return copies.isEmpty()
        ? "it holds no copies that could be deleted, so make room on its disk"
        : "while no job runs, delete copies in it that are not needed, which are "
            + String.join(", ", copies);
  }

  private static long size(Path copy) throws IOException {
    try (Stream<Path> all = Files.walk(copy)) {
      return all.mapToLong(path -> path.toFile().length()).sum();
    }
  }

  /** The digests of a copy's files, by their paths. */
  private record Copied(SortedMap<String, String> sha256) {}
}
