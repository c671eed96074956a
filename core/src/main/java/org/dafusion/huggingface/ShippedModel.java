package org.dafusion.huggingface;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model folder that comes with the project, inside its jar. It is copied to the local disk once
 * on each machine, below the folder for temporary files, and every process makes sure by its
 * digests that what lies there is what was shipped.
 */
public final class ShippedModel {
  /** The name in configuration of the small model for land seen from above. */
  public static final String RANGELAND = "rangeland";

  private static final Logger LOG = LoggerFactory.getLogger(ShippedModel.class);

  /** Lists the folder's files as the program sha256sum does; also a file of the folder. */
  private static final String DIGESTS = "SHA256SUMS";

  private static final int NAME_DIGITS = 16;
  private static final ShippedModel ONE =
      new ShippedModel(
          RANGELAND,
          "/org/dafusion/rangeland/model/",
          Path.of(
              System.getProperty("java.io.tmpdir"), "dafusion-" + System.getProperty("user.name")));

  private final String name;
  private final String root;
  private final Path cache;
  private Path verified;

  /**
   * @param name in configuration
   * @param root of its resources, with a slash at both ends
   * @param cache folder for copies
   */
  ShippedModel(String name, String root, Path cache) {
    this.name = name;
    this.root = root;
    this.cache = cache;
  }

  /** The model that the word {@value #RANGELAND} stands for. */
  public static ShippedModel rangeland() {
    return ONE;
  }

  /**
   * Where the folder lies on the local disk; not to be written to.
   *
   * @throws ModelArtefactException if this build has no such model, or it cannot be copied
   */
  public synchronized Path folder() {
    if (verified == null) {
      try {
        verified = copied();
      } catch (IOException | UncheckedIOException e) {
        throw new ModelArtefactException(
            "Cannot copy the model %s to %s because %s".formatted(name, cache, e), e);
      }
    }
    return verified;
  }

  private Path copied() throws IOException {
    byte[] list = list();
    Map<String, String> digests = parse(new String(list, StandardCharsets.UTF_8));
    Path place = cache.resolve(name + "-" + hex(sha256().digest(list)).substring(0, NAME_DIGITS));
    if (Files.isDirectory(place) && !holds(place, digests)) {
      LOG.warn("{} is not what was shipped any more and is copied anew", place);
      remove(place);
    }
    if (!Files.isDirectory(place)) {
      copy(place, list, digests);
    }
    return place;
  }

  private byte[] list() throws IOException {
    try (InputStream in = ShippedModel.class.getResourceAsStream(root + DIGESTS)) {
      if (in == null) {
        throw new ModelArtefactException(
            "Cannot open the model %s because this build came without it: there is no resource %s; name the folder of a model instead"
                .formatted(name, root + DIGESTS));
      }
      return in.readAllBytes();
    }
  }

  private Map<String, String> parse(String list) {
    Map<String, String> digests = new LinkedHashMap<>();
    for (String line : list.lines().toList()) {
      String[] fields = line.split("  ", 2);
      if (fields.length != 2) {
        throw new ModelArtefactException(
            "Cannot read %s: a line must be a digest and a file, found '%s'"
                .formatted(root + DIGESTS, line));
      }
      digests.put(fields[1], fields[0]);
    }
    return digests;
  }

  /** A file that was not shipped counts too: readers of a model take what they find in it. */
  private static boolean holds(Path place, Map<String, String> digests) throws IOException {
    Set<String> shipped = new HashSet<>(digests.keySet());
    shipped.add(DIGESTS);
    if (!files(place).equals(shipped)) {
      return false;
    }
    for (Map.Entry<String, String> file : digests.entrySet()) {
      try (InputStream in = Files.newInputStream(place.resolve(file.getKey()))) {
        if (!copy(in, OutputStream.nullOutputStream()).equals(file.getValue())) {
          return false;
        }
      }
    }
    return true;
  }

  /** Relative paths of all that is no folder, parted by slashes. */
  private static Set<String> files(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(file -> !Files.isDirectory(file))
          .map(file -> place.relativize(file).toString().replace(File.separatorChar, '/'))
          .collect(Collectors.toSet());
    }
  }

  /** Another process may do the same; whoever is first wins, and both have the same files. */
  private void copy(Path place, byte[] list, Map<String, String> digests) throws IOException {
    Files.createDirectories(cache);
    Path fresh = Files.createTempDirectory(cache, name);
    try {
      fill(fresh, list, digests);
      Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      delete(fresh);
    } catch (IOException | RuntimeException e) {
      delete(fresh);
      throw e;
    }
  }

  private void fill(Path fresh, byte[] list, Map<String, String> digests) throws IOException {
    for (Map.Entry<String, String> file : digests.entrySet()) {
      Path target = fresh.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      try (InputStream in = ShippedModel.class.getResourceAsStream(root + file.getKey())) {
        requireSame(file, in, target);
      }
    }
    Files.write(fresh.resolve(DIGESTS), list);
  }

  private void requireSame(Map.Entry<String, String> file, InputStream in, Path target)
      throws IOException {
    String found = "no such resource";
    if (in != null) {
      try (OutputStream out = Files.newOutputStream(target)) {
        found = copy(in, out);
      }
    }
    if (!found.equals(file.getValue())) {
      throw new ModelArtefactException(
          "Cannot open the model %s: the SHA-256 of %s must be %s, found %s"
              .formatted(name, root + file.getKey(), file.getValue(), found));
    }
  }

  /** Copies a stream; answers its digest. */
  private static String copy(InputStream in, OutputStream out) throws IOException {
    MessageDigest digest = sha256();
    new DigestInputStream(in, digest).transferTo(out);
    return hex(digest.digest());
  }

  /** Takes a folder away at once, as another process may do: nobody meets a half of it. */
  private void remove(Path place) throws IOException {
    Path old = Files.createTempDirectory(cache, name);
    try {
      Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      LOG.debug("{} is gone already", place);
    }
    delete(old);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must offer SHA-256", e);
    }
  }
}
