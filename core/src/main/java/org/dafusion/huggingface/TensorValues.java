package org.dafusion.huggingface;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The bytes of a tensor as Java numbers. */
final class TensorValues {
  private TensorValues() {}

  static float[] floats(TensorInfo info, ByteBuffer bytes, Path file) {
    float[] values = new float[Math.toIntExact(info.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (info.type()) {
            case F64 -> (float) bytes.getDouble();
            case F32 -> bytes.getFloat();
            case F16 -> HalfPrecision.fromF16(bytes.getShort());
            case BF16 -> HalfPrecision.fromBf16(bytes.getShort());
            case BOOL, U8, I8, I16, U16, I32, U32, I64, U64, C64, F8_E5M2, F8_E4M3, F8_E8M0 ->
                throw notOfKind(info, file, "floating-point values of 16 to 64 bits");
          };
    }
    return values;
  }

  static long[] longs(TensorInfo info, ByteBuffer bytes, Path file) {
    long[] values = new long[Math.toIntExact(info.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (info.type()) {
            case I64 -> bytes.getLong();
            case I32 -> bytes.getInt();
            case I8 -> bytes.get();
            case U8 -> Byte.toUnsignedLong(bytes.get());
            case BOOL -> bytes.get() == 0 ? 0 : 1;
            case F64, F32, F16, BF16, F8_E5M2, F8_E4M3, F8_E8M0, C64, I16, U16, U32, U64 ->
                throw notOfKind(info, file, "whole numbers");
          };
    }
    return values;
  }

  private static ModelArtefactException notOfKind(TensorInfo info, Path file, String kind) {
    return new ModelArtefactException(
        "Cannot read tensor "
            + info.name()
            + " of "
            + file
            + " because its type "
            + info.type()
            + " does not hold "
            + kind);
  }
}
