package org.dafusion.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Bytes put together. */
final class Bytes {
  private Bytes() {}

  static byte[] of(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  static byte[] cut(byte[] bytes, double share) {
    return Arrays.copyOf(bytes, (int) (bytes.length * share));
  }

  static byte[] bigEndian(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** A copy with other bytes at a place. */
  static byte[] with(byte[] bytes, int at, byte... others) {
    byte[] copy = bytes.clone();
    System.arraycopy(others, 0, copy, at, others.length);
    return copy;
  }

  /** A copy in which 1 to 8 bits are flipped. */
  static byte[] flipped(byte[] bytes, long seed) {
    Random random = new Random(seed);
    byte[] copy = bytes.clone();
    int flips = 1 + random.nextInt(8);
    for (int i = 0; i < flips; i++) {
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  /** So many bytes of one value in zlib's format, which are a thousandth of that. */
  static byte[] deflated(long length, byte value) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    byte[] block = new byte[1 << 20];
    Arrays.fill(block, value);
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, fast)) {
      for (long left = length; left > 0; left -= block.length) {
        out.write(block, 0, (int) Math.min(left, block.length));
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      fast.end();
    }
    return packed.toByteArray();
  }

  static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(bytes);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** A chunk of a PNG file. */
  static byte[] chunk(String type, byte[] content) {
    byte[] named = concat(of(type), content);
    CRC32 crc = new CRC32();
    crc.update(named);
    return concat(bigEndian(content.length), named, bigEndian((int) crc.getValue()));
  }

  /** A segment of a JPEG file. */
  static byte[] segment(int marker, byte[] content) {
    int length = content.length + 2;
    return concat(
        new byte[] {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length}, content);
  }
}
