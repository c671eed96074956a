package org.dafusion.report;

/**
 * Letters of 5 x 7 dots with one line for descenders, as character displays show them: printable
 * ASCII, anything else is a question mark.
 */
final class DotFont {
  static final int GLYPH_WIDTH = 5;
  static final int ADVANCE = GLYPH_WIDTH + 1;
  static final int LINE_HEIGHT = 8;

  private static final char FIRST = ' ';
  private static final char LAST = '~';
  private static final String ELLIPSIS = "..";

  // Two hexadecimal digits per column from left to right; the lowest bit is the top dot.
  private static final String[] GLYPHS = {
    "0000000000", "00005F0000", "0007000700", "147F147F14", "242A7F2A12", "2313086462",
    "3649562050", "0000070000", "001C224100", "0041221C00", "2A1C7F1C2A", "08083E0808",
    "0080603000", "0808080808", "0060600000", "2010080402", "3E5149453E", "00427F4000",
    "7249494946", "2141494D33", "1814127F10", "2745454539", "3C4A494931", "4121110907",
    "3649494936", "464949291E", "0036360000", "0080763600", "0814224100", "1414141414",
    "0041221408", "0201590906", "3E415D594E", "7C1211127C", "7F49494936", "3E41414122",
    "7F4141413E", "7F49494941", "7F09090901", "3E41415173", "7F0808087F", "00417F4100",
    "2040413F01", "7F08142241", "7F40404040", "7F021C027F", "7F0408107F", "3E4141413E",
    "7F09090906", "3E4151215E", "7F09192946", "2649494932", "01017F0101", "3F4040403F",
    "1F2040201F", "3F4038403F", "6314081463", "0304780403", "6151494543", "007F414100",
    "0204081020", "0041417F00", "0402010204", "4040404040", "0001020400", "2054547840",
    "7F28444438", "3844444428", "384444287F", "3854545418", "00087E0902", "18A4A49C78",
    "7F08040478", "00447D4000", "2040403D00", "7F10284400", "00417F4000", "7C04780478",
    "7C08040478", "3844444438", "FC18242418", "18242418FC", "7C08040408", "4854545424",
    "04043F4424", "3C4040207C", "1C2040201C", "3C4030403C", "4428102844", "4C9090907C",
    "4464544C44", "0008364100", "0000770000", "0041360800", "0201020402",
  };

  private DotFont() {}

  /** Whether a letter has ink in a column (0 to 4) of a row (0, the top, to 7). */
  static boolean isInked(char letter, int column, int row) {
    String glyph = GLYPHS[(letter < FIRST || letter > LAST ? '?' : letter) - FIRST];
    int dots = Integer.parseInt(glyph, 2 * column, 2 * column + 2, 16);
    return (dots >> row & 1) == 1;
  }

  /** The text, or as much of its start as fits into {@code width} dots with two points after it. */
  static String cut(String text, int width) {
    int letters = (width + ADVANCE - GLYPH_WIDTH) / ADVANCE;
    if (text.length() <= letters) {
      return text;
    }
    return letters <= ELLIPSIS.length()
        ? text.substring(0, letters)
        : text.substring(0, letters - ELLIPSIS.length()) + ELLIPSIS;
  }
}
