package org.dafusion.report;

/**
 * What stands in a place of a {@link Table}.
 *
 * @param style class in the style sheet, such as {@code number}
 * @param share how much of the cell a bar behind the text fills, 0 to 1; null for no bar
 */
public record Cell(String text, String style, Double share) {
  /** A word or a few. */
  public static Cell words(String text) {
    return new Cell(text, "words", null);
  }

  /** A run, a path, a placeholder or whatever else is not a word. */
  public static Cell code(String text) {
    return new Cell(text, "code", null);
  }

  /** A number, written as it should be read. */
  public static Cell number(String text) {
    return new Cell(text, "number", null);
  }

  /** A number that tells a gain where it is above 0, a loss where it is below. */
  public static Cell gain(String text, double gain) {
    return new Cell(text, gain > 0 ? "number gain" : gain < 0 ? "number loss" : "number", null);
  }

  /** A share of 1, with a bar. */
  public static Cell share(String text, double share) {
    return new Cell(text, "number", Double.isFinite(share) ? share : null);
  }

  /** The bar's length for the style sheet. */
  String bar() {
    return share == null ? null : Math.round(100 * Math.max(0, Math.min(1, share))) + "%";
  }
}
