package org.dafusion.engine;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.dafusion.torchscript.ScriptArchive.NumberType;

/** Number type that a model's weights and activations are held in. Inputs and outputs are fp32. */
public enum Precision {
  FP32("fp32", NumberType.FLOAT32),
  BF16("bf16", NumberType.BFLOAT16),
  FP16("fp16", NumberType.FLOAT16);

  private final String label;
  private final NumberType numberType;

  Precision(String label, NumberType numberType) {
    this.label = label;
    this.numberType = numberType;
  }

  /** The name used in configuration. */
  public String label() {
    return label;
  }

  /** Bytes of a number. */
  public int bytes() {
    return this == FP32 ? 4 : 2;
  }

  NumberType numberType() {
    return numberType;
  }

  /** The precision of that name. */
  public static Precision parse(String label) {
    return Arrays.stream(values())
        .filter(precision -> precision.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid precision: must be one of %s, found %s".formatted(labels(), label)));
  }

  /** All names, for messages. */
  public static String labels() {
    return Arrays.stream(values()).map(Precision::label).collect(Collectors.joining(", "));
  }
}
