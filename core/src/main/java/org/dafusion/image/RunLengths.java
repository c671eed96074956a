package org.dafusion.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A mask as COCO writes crowds: how many pixels in turn are off, on, off and so on, counted column
 * after column and down each. The first number is 0 where the first pixel is on.
 *
 * <p>There are two spellings, a list of numbers and a string. The string has six bits a character,
 * counted from {@code '0'}: five of a number, the lowest first, and one that says whether more
 * follow; the fifth of the last is the sign. From the fourth number on it holds the difference to
 * the number two before, since neighbouring columns resemble each other (cocoapi, {@code
 * maskApi.c}, {@code rleFrString}).
 *
 * @param height pixels of the mask, from the top
 * @param width pixels of the mask, from the left
 * @param counts lengths of the runs
 */
public record RunLengths(int height, int width, List<Integer> counts) {
  private static final int FIRST_CHARACTER = '0';
  private static final int CHARACTERS = 64;
  private static final int BITS = 5;
  private static final int MORE = 0x20;
  private static final int SIGN = 0x10;
  private static final int DIGITS = 0x1f;

  /** A number of 32 bits and its sign need no more characters. */
  private static final int MOST_CHARACTERS = 7;

  public RunLengths {
    counts = List.copyOf(counts);
  }

  /**
   * Reads the string.
   *
   * @throws InvalidMaskException if it has another character, ends within a number, or holds one
   *     that is no length
   */
  public static RunLengths ofString(int height, int width, String string)
      throws InvalidMaskException {
    List<Integer> counts = new ArrayList<>();
    int at = 0;
    while (at < string.length()) {
      int end = endOfNumber(string, at);
      long count = number(string, at, end);
      if (counts.size() > 2) {
        count += counts.get(counts.size() - 2);
      }
      counts.add(checkedCount(count, counts.size()));
      at = end;
    }
    return new RunLengths(height, width, counts);
  }

  /**
   * The mask: 255 on the object, 0 elsewhere.
   *
   * @throws InvalidMaskException if the runs do not cover it exactly
   */
  public Mask mask() throws InvalidMaskException {
    byte[] columns = new byte[InvalidMaskException.checkedPixels(height, width)];
    requireCovered(columns.length);
    int position = 0;
    for (int run = 0; run < counts.size(); run++) {
      int end = position + counts.get(run);
      if (run % 2 == 1) {
        Arrays.fill(columns, position, end, (byte) 255);
      }
      position = end;
    }
    return Mask.ofColumns(width, height, columns);
  }

  private void requireCovered(int pixels) throws InvalidMaskException {
    long covered = 0;
    for (int run = 0; run < counts.size(); run++) {
      covered += checkedCount(counts.get(run), run);
    }
    if (covered != pixels) {
      throw new InvalidMaskException(
          "its %d run lengths add up to %d, and %s has %d pixels"
              .formatted(counts.size(), covered, new ImageSize(width, height), pixels));
    }
  }

  private static int endOfNumber(String string, int start) throws InvalidMaskException {
    for (int at = start; at < string.length(); at++) {
      int character = string.charAt(at) - FIRST_CHARACTER;
      if (character < 0 || character >= CHARACTERS) {
        throw new InvalidMaskException(
            "its run lengths have the character '%s' at %d: must be '0' to 'o'"
                .formatted(string.charAt(at), at));
      }
      if (at - start >= MOST_CHARACTERS) {
        throw new InvalidMaskException("its run lengths have too long a number at " + start);
      }
      if ((character & MORE) == 0) {
        return at + 1;
      }
    }
    throw new InvalidMaskException("its run lengths end within a number");
  }

  private static long number(String string, int start, int end) {
    long number = 0;
    int shift = 0;
    int character = 0;
    for (int at = start; at < end; at++) {
      character = string.charAt(at) - FIRST_CHARACTER;
      number |= (long) (character & DIGITS) << shift;
      shift += BITS;
    }
    return (character & SIGN) == 0 ? number : number | -1L << shift;
  }

  private static int checkedCount(long count, int run) throws InvalidMaskException {
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new InvalidMaskException("its run length %d is %d".formatted(run, count));
    }
    return (int) count;
  }
}
