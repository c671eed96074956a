package org.dafusion.huggingface;

import java.util.Optional;

/**
 * The element types of a safetensors file.
 *
 * <p>Types narrower than a byte are unknown here, and so refused when a file is opened.
 */
public enum SafetensorsType {
  BOOL(1, true),
  U8(1, true),
  I8(1, true),
  F8_E5M2(1, false),
  F8_E4M3(1, false),
  F8_E8M0(1, false),
  I16(2, false),
  U16(2, false),
  F16(2, true),
  BF16(2, true),
  I32(4, true),
  U32(4, false),
  F32(4, true),
  C64(8, false),
  F64(8, true),
  I64(8, true),
  U64(8, false);

  private final int bytes;
  private final boolean supported;

  SafetensorsType(int bytes, boolean supported) {
    this.bytes = bytes;
    this.supported = supported;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /**
   * Whether tensors of this type can be read; handing one of the others to libtorch ends the JVM.
   */
  public boolean supported() {
    return supported;
  }

  /** The type that {@link SafetensorsReader#readWidened} delivers: F32 for BF16, else this one. */
  public SafetensorsType widened() {
    return this == BF16 ? F32 : this;
  }

  /** The type that a header calls {@code name}, if there is one. */
  static Optional<SafetensorsType> named(String name) {
    for (SafetensorsType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
