package org.dafusion.torchscript;

import java.util.List;

/**
 * A weight that a module wants bound before it can run.
 *
 * @param keys the names it may have in a weights file, the preferred one first
 * @param shape the only shape that fits
 * @param kind what the weight is used for, which decides its memory layout
 */
public record ScriptParameter(List<String> keys, List<Long> shape, Kind kind) {
  /** What a weight is used for. */
  public enum Kind {
    /** A kernel of a two-dimensional convolution, laid out channels-last where that is faster. */
    CONVOLUTION,
    /** Any other weight, kept in row-major order. */
    PLAIN
  }

  public ScriptParameter {
    keys = List.copyOf(keys);
    shape = List.copyOf(shape);
  }

  /** The preferred name. */
  public String key() {
    return keys.get(0);
  }
}
