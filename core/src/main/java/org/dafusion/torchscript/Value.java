package org.dafusion.torchscript;

/**
 * A local variable of a {@link ScriptMethod}: the result of one emitted line, or an argument.
 *
 * @param name its name in the emitted code
 */
public record Value(String name) {
  @Override
  public String toString() {
    return name;
  }
}
