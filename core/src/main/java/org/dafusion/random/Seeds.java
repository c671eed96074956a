package org.dafusion.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Derives the seed of one piece of work from the seed of the run and the identity of the work.
 *
 * <p>A seed depends on nothing else: not on the partition, the order of rows or the executor.
 */
public final class Seeds {
  private Seeds() {}

  /**
   * The first eight bytes, big-endian, of SHA-256 over the seed (eight bytes, big-endian) and, for
   * each part, its length in bytes (four bytes, big-endian) and its UTF-8 bytes.
   *
   * @param seed any value
   * @param parts what identifies the work, in an order that the caller keeps; may be empty
   */
  public static long derive(long seed, String... parts) {
    MessageDigest digest = sha256();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // The length keeps ("ab", "c") and ("a", "bc") apart.
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  /** The seed of one repeat of a row: {@code derive(seed, id, Integer.toString(repeat))}. */
  public static long derive(long seed, String id, int repeat) {
    return derive(seed, id, Integer.toString(repeat));
  }

  /** A number from 0 to below 1 in steps of 2⁻⁵³: the upper bits of {@link #derive}'s seed. */
  public static double unit(long seed, String... parts) {
    return (derive(seed, parts) >>> 11) * 0x1p-53;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must offer SHA-256", e);
    }
  }
}
