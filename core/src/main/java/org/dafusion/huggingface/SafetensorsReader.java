package org.dafusion.huggingface;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The tensors of one safetensors file by name, mapped and not copied.
 *
 * <p>The file may be of any size; a single tensor is limited to 2 GiB. What {@code read} returns
 * stays valid after {@link #close()}: its mapping goes with the last reference to the buffer. All
 * problems of the file are {@link ModelArtefactException}s that name it. Safe for use by several
 * threads.
 */
public final class SafetensorsReader implements AutoCloseable {
  private static final String GIT_LFS_POINTER = "version https://git-lfs";

  private final Path file;
  private final FileChannel channel;
  private final long dataStart;
  private final SafetensorsHeader header;

  private SafetensorsReader(
      Path file, FileChannel channel, long dataStart, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.dataStart = dataStart;
    this.header = header;
  }

  /**
   * Opens a file and checks its header whole.
   *
   * @throws ModelArtefactException if the file is absent, truncated or breaks the format
   */
  public static SafetensorsReader open(Path file) {
    PickleFile.refuse(file);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      SafetensorsReader reader = open(file, channel);
      channel = null; // the reader's to close from here on
      return reader;
    } catch (NoSuchFileException e) {
      throw cannotRead(file, "there is no such file", e);
    } catch (CharacterCodingException e) {
      throw cannotRead(file, "its header is not UTF-8", e);
    } catch (InvalidHeaderException | IOException e) {
      throw cannotRead(file, e.getMessage(), e);
    } finally {
      closeQuietly(channel);
    }
  }

  private static SafetensorsReader open(Path file, FileChannel channel)
      throws IOException, InvalidHeaderException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw InvalidHeaderException.of(
          "it has %d bytes, too few to be a safetensors file (a truncated download?)", size);
    }
    long length = bytes(channel, 0, Long.BYTES).getLong();
    if (length < 0 || length > SafetensorsHeader.MAX_BYTES) {
      throw notAHeader(channel, length);
    }
    long dataStart = Long.BYTES + length;
    if (dataStart > size) {
      throw InvalidHeaderException.of(
          "its header should have %d bytes, but the file ends after %d of them (a truncated file?)",
          length, size - Long.BYTES);
    }
    String json =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(bytes(channel, Long.BYTES, (int) length))
            .toString();
    SafetensorsHeader header = SafetensorsHeaderParser.parse(json);
    header.checkSpans(size - dataStart);
    return new SafetensorsReader(file, channel, dataStart, header);
  }

  private static InvalidHeaderException notAHeader(FileChannel channel, long length)
      throws IOException {
    int peeked = (int) Math.min(channel.size(), GIT_LFS_POINTER.length());
    String start = StandardCharsets.ISO_8859_1.decode(bytes(channel, 0, peeked)).toString();
    if (start.equals(GIT_LFS_POINTER)) {
      return InvalidHeaderException.of(
          "it is a Git LFS pointer, not the file itself; fetch that with: git lfs pull");
    }
    return InvalidHeaderException.of(
        "its header length is %s, allowed are up to %d bytes (not a safetensors file?)",
        Long.toUnsignedString(length), SafetensorsHeader.MAX_BYTES);
  }

  /** The file that is read. */
  public Path file() {
    return file;
  }

  /** All tensors by name, in the order of the header; also those of unsupported types. */
  public Map<String, TensorInfo> tensors() {
    return header.tensors();
  }

  /** The texts under the header's {@code __metadata__}; empty where it has none. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /**
   * Where a tensor lies, its type and shape.
   *
   * @throws ModelArtefactException if the file has no tensor of that name
   */
  public TensorInfo info(String name) {
    TensorInfo info = header.tensors().get(name);
    if (info == null) {
      throw new ModelArtefactException(
          "Cannot read tensor "
              + name
              + " because "
              + file
              + " does not have it (it has "
              + header.tensors().size()
              + " others)");
    }
    return info;
  }

  /**
   * The bytes of a tensor as they are: a direct, read-only, little-endian buffer over the mapped
   * file. Where the header's length leaves the values unaligned in memory, the buffer is a copy.
   *
   * @throws ModelArtefactException if the tensor is missing, of an unsupported type or above 2 GiB
   */
  public ByteBuffer read(String name) {
    TensorInfo info = info(name);
    if (!info.type().supported()) {
      throw cannotRead(info, "its type " + info.type() + " is not supported");
    }
    if (info.byteSize() > Integer.MAX_VALUE) {
      throw cannotRead(
          info, "it has " + info.byteSize() + " bytes, above the 2 GiB that one buffer can hold");
    }
    if (info.byteSize() == 0) {
      return ByteBuffer.allocateDirect(0).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
    long start = dataStart + info.begin();
    try {
      ByteBuffer bytes =
          start % info.type().bytes() == 0
              ? channel.map(FileChannel.MapMode.READ_ONLY, start, info.byteSize())
              : bytes(channel, start, (int) info.byteSize());
      return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw cannotRead(file, e.toString(), e);
    }
  }

  /**
   * The values of a tensor in {@link SafetensorsType#widened()}: BF16 becomes F32, exactly, in a
   * direct little-endian buffer of its own; all other types are as {@link #read}.
   *
   * @throws ModelArtefactException as {@link #read}; also a BF16 tensor above 1 GiB
   */
  public ByteBuffer readWidened(String name) {
    TensorInfo info = info(name);
    if (info.type() != SafetensorsType.BF16) {
      return read(name);
    }
    long widenedBytes = info.elements() * SafetensorsType.F32.bytes();
    if (widenedBytes > Integer.MAX_VALUE) {
      throw cannotRead(info, "it has " + widenedBytes + " bytes as F32, above 2 GiB");
    }
    ShortBuffer source = read(name).asShortBuffer();
    ByteBuffer widened =
        ByteBuffer.allocateDirect((int) widenedBytes).order(ByteOrder.LITTLE_ENDIAN);
    while (source.hasRemaining()) {
      widened.putInt(HalfPrecision.bitsFromBf16(source.get()));
    }
    return widened.flip();
  }

  /**
   * The values of a floating-point tensor, outermost dimension first. F16 and BF16 are widened
   * exactly, F64 is rounded.
   *
   * @throws ModelArtefactException as {@link #read}, or if the tensor holds no floating-point
   *     values
   */
  public float[] floats(String name) {
    return TensorValues.floats(info(name), read(name), file);
  }

  /**
   * The values of an integer or boolean tensor, outermost dimension first; U8 is 0 to 255, BOOL 0
   * or 1.
   *
   * @throws ModelArtefactException as {@link #read}, or if the tensor holds no whole numbers
   */
  public long[] longs(String name) {
    return TensorValues.longs(info(name), read(name), file);
  }

  /** Closes the file; buffers that were read stay valid. */
  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static ByteBuffer bytes(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("the file ended at byte " + (position + bytes.position()));
      }
    }
    return bytes.flip();
  }

  private ModelArtefactException cannotRead(TensorInfo info, String reason) {
    return new ModelArtefactException(
        "Cannot read tensor " + info.name() + " of " + file + " because " + reason);
  }

  private static ModelArtefactException cannotRead(Path file, String reason, Exception cause) {
    return new ModelArtefactException("Cannot read " + file + " because " + reason, cause);
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing was written through this channel, so nothing can be lost.
      }
    }
  }
}
