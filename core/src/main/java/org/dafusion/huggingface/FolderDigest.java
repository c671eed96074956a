package org.dafusion.huggingface;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One SHA-256 over the names and contents of the files of a model folder that are read. */
public final class FolderDigest {
  private static final int CHUNK_BYTES = 1 << 20;

  private FolderDigest() {}

  /** The digest in hex digits; names are relative to {@code root}, order does not matter. */
  public static String of(Path root, List<Path> files) {
    Map<String, Path> byName = new TreeMap<>();
    files.forEach(file -> byName.put(root.relativize(file).toString().replace('\\', '/'), file));
    List<byte[]> entries =
        byName.entrySet().parallelStream().map(e -> entry(e.getKey(), e.getValue())).toList();
    MessageDigest digest = sha256();
    entries.forEach(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The length-prefixed name, then the content's own digest: no two lists give the same bytes. */
  private static byte[] entry(String name, Path file) {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] content = contentDigest(file);
    return ByteBuffer.allocate(Integer.BYTES + nameBytes.length + content.length)
        .putInt(nameBytes.length)
        .put(nameBytes)
        .put(content)
        .array();
  }

  private static byte[] contentDigest(Path file) {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    } catch (IOException e) {
      throw new ModelArtefactException("Cannot read " + file + " because " + e, e);
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
