package org.dafusion.torchscript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs a {@link ScriptModule} as the archive that {@code torch.jit.load} reads: a stored zip with
 * the code, and a pickle of an object whose list of weights is still empty.
 *
 * <p>Beside the module's own methods the archive has {@link #BIND} and {@link #BIND_KERNEL}, both
 * {@code (Tensor) -> Tensor}, which append a copy of a tensor to the weights, in the archive's
 * number type, and return that copy; the second one is for convolution kernels and may lay them out
 * channels-last. A copy is made in every case, so the source may be released after the call.
 */
public final class ScriptArchive {
  /** Number types of weights and activations, with PyTorch's numbers for them. */
  public enum NumberType {
    FLOAT32(6),
    BFLOAT16(15),
    FLOAT16(5);

    private final int code;

    NumberType(int code) {
      this.code = code;
    }
  }

  /** The method that appends a plain weight. */
  public static final String BIND = "bind";

  /** The method that appends a convolution kernel. */
  public static final String BIND_KERNEL = "bind_kernel";

  /** The method of a tapped module that hands out the values recorded since the last such call. */
  public static final String TAKE_TAPS = "take_taps";

  private static final String ROOT = "archive/";

  // PyTorch's numbers for memory formats.
  private static final int CONTIGUOUS = 0;
  private static final int CHANNELS_LAST = 2;

  private ScriptArchive() {}

  /**
   * The archive's bytes.
   *
   * @param module the module to pack
   * @param type the number type that weights are bound in
   * @param channelsLast whether convolution kernels are laid out channels-last
   */
  public static byte[] of(ScriptModule module, NumberType type, boolean channelsLast) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "data.pkl", Pickle.module("__torch__", module.name(), module.tapped()));
      put(zip, "code/__torch__.py", ascii(code(module, type, channelsLast)));
      put(zip, "constants.pkl", Pickle.emptyTuple());
      put(zip, "version", ascii("3\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String code(ScriptModule module, NumberType type, boolean channelsLast) {
    String self = "__torch__." + module.name();
    StringBuilder text = new StringBuilder("class ").append(module.name()).append("(Module):\n");
    text.append("  __parameters__ = []\n  __buffers__ = []\n  weights : List[Tensor]\n");
    if (module.tapped()) {
      text.append("  taps : List[Tensor]\n");
    }
    module.methods().forEach(method -> text.append(method.code(self)));
    text.append(bind(self, BIND, type, CONTIGUOUS));
    text.append(bind(self, BIND_KERNEL, type, channelsLast ? CHANNELS_LAST : CONTIGUOUS));
    if (module.tapped()) {
      text.append(takeTaps(self));
    }
    return text.toString();
  }

  private static String bind(String self, String name, NumberType type, int memoryFormat) {
    return "  def %s(self: %s,\n    source: Tensor) -> Tensor:\n".formatted(name, self)
        + "    weight = torch.to(source, %s, False, True, %s)\n".formatted(type.code, memoryFormat)
        + "    _ = torch.append(self.weights, weight)\n"
        + "    return weight\n";
  }

  private static String takeTaps(String self) {
    return "  def %s(self: %s) -> List[Tensor]:\n".formatted(TAKE_TAPS, self)
        + "    taken = self.taps\n"
        + "    self.taps = annotate(List[Tensor], [])\n"
        + "    return taken\n";
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Adds a record to an archive, stored as it is and without a time. */
  static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
