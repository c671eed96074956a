package org.dafusion.jobs.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;

/** The digest by which a row knows its file, in hexadecimal digits. */
public final class Sha256 {
  private Sha256() {}

  /** Of a file's content. */
  public static String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in);
    }
  }

  /** Of a stream, which is read to its end. */
  public static String of(InputStream content) throws IOException {
    MessageDigest digest = start();
    new DigestInputStream(content, digest).transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of a stream, which is read to its end and written to another. */
  public static String copying(InputStream content, OutputStream to) throws IOException {
    MessageDigest digest = start();
    new DigestInputStream(content, digest).transferTo(to);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of bytes in memory. */
  public static String of(byte[] content) {
    return HexFormat.of().formatHex(start().digest(content));
  }

  /** Of lines in UTF-8, with a line feed between every two, which are read to their end. */
  public static String ofLines(Iterator<String> lines) {
    MessageDigest digest = start();
    while (lines.hasNext()) {
      digest.update(lines.next().getBytes(StandardCharsets.UTF_8));
      if (lines.hasNext()) {
        digest.update((byte) '\n');
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java", e);
    }
  }
}
