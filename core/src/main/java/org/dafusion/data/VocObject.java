package org.dafusion.data;

import org.dafusion.image.Mask;

/**
 * The largest object in a picture of PASCAL VOC; of several that are equally large, the one with
 * the lowest number.
 *
 * @param index the object's number in the picture, 1 to 254
 * @param classIndex what the picture of classes has at the object's first pixel, row after row: 0
 *     background, 1 to 20 a class, 255 void
 * @param otherUpstream whether the reference code takes another: it has the smallest number and the
 *     largest in the picture for background and void, be they so or not
 */
record VocObject(int index, int classIndex, boolean otherUpstream) {
  static final int BACKGROUND = 0;
  static final int VOID = 255;
  private static final int INDICES = 256;

  /**
   * Finds it; null where all is background and void.
   *
   * @param classes indices of classes
   * @param objects numbers of objects, of the same size
   */
  static VocObject largest(Mask classes, Mask objects) {
    int[] counts = new int[INDICES];
    byte[] numbers = objects.values();
    for (byte number : numbers) {
      counts[number & 0xff]++;
    }
    int index = mostFrequent(counts, BACKGROUND, VOID);
    if (index == BACKGROUND) {
      return null;
    }
    int at = 0;
    while ((numbers[at] & 0xff) != index) {
      at++;
    }
    int width = objects.width();
    return new VocObject(
        index, classes.value(at % width, at / width), index != takenUpstream(counts));
  }

  /** The number between two that most pixels have, the lowest of several; the first if none has. */
  private static int mostFrequent(int[] counts, int first, int end) {
    int number = first;
    int most = 0;
    for (int candidate = first + 1; candidate < end; candidate++) {
      if (counts[candidate] > most) {
        most = counts[candidate];
        number = candidate;
      }
    }
    return number;
  }

  private static int takenUpstream(int[] counts) {
    int smallest = 0;
    while (counts[smallest] == 0) {
      smallest++;
    }
    int greatest = VOID;
    while (counts[greatest] == 0) {
      greatest--;
    }
    return mostFrequent(counts, smallest, greatest);
  }
}
