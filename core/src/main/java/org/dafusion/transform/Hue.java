package org.dafusion.transform;

import org.dafusion.image.Image;

/**
 * Turns the hue of a picture's colours by way of Pillow's {@code HSV}, whose three channels have
 * eight bits each, as torchvision's {@code adjust_hue} does. Colours lose a little on that way,
 * also where nothing is turned.
 */
final class Hue {
  /** Steps in which Pillow counts a full turn. */
  static final int TURN = 256;

  private Hue() {}

  /**
   * A picture of other hues.
   *
   * @param steps of a full turn of {@link #TURN}
   */
  static Image turned(Image image, int steps) {
    byte[] rgb = image.rgb();
    for (int at = 0; at < rgb.length; at += Image.CHANNELS) {
      int red = rgb[at] & 0xff;
      int green = rgb[at + 1] & 0xff;
      int blue = rgb[at + 2] & 0xff;
      int value = Math.max(red, Math.max(green, blue));
      int least = Math.min(red, Math.min(green, blue));
      if (least < value) {
        int hue = Math.floorMod(hue(red, green, blue, value, least) + steps, TURN);
        int saturation = (int) ((value - least) / (float) value * 255.0);
        write(rgb, at, hue, saturation, value);
      }
    }
    return new Image(image.width(), image.height(), rgb);
  }

  /** In 255ths of a turn, rounded down. */
  private static int hue(int red, int green, int blue, int value, int least) {
    float range = value - least;
    float fromRed = (value - red) / range;
    float fromGreen = (value - green) / range;
    float fromBlue = (value - blue) / range;
    float sixths;
    if (red == value) {
      sixths = fromBlue - fromGreen;
    } else if (green == value) {
      sixths = (float) (2.0 + fromRed - fromBlue);
    } else {
      sixths = (float) (4.0 + fromGreen - fromRed);
    }
    float turn = (float) ((sixths / 6.0 + 1.0) % 1.0);
    return Math.min(255, (int) (turn * 255.0));
  }

  private static void write(byte[] rgb, int at, int hue, int saturation, int value) {
    float sixths = (float) (hue * 6.0 / 255.0);
    int sector = (int) Math.floor(sixths);
    float within = sixths - sector;
    float share = saturation / 255f;
    int low = rounded(value * (1.0 - share));
    int falling = rounded(value * (1.0 - share * within));
    int rising = rounded(value * (1.0 - share * (1.0 - within)));
    switch (sector % 6) {
      case 0 -> put(rgb, at, value, rising, low);
      case 1 -> put(rgb, at, falling, value, low);
      case 2 -> put(rgb, at, low, value, rising);
      case 3 -> put(rgb, at, low, falling, value);
      case 4 -> put(rgb, at, rising, low, value);
      default -> put(rgb, at, value, low, falling);
    }
  }

  private static void put(byte[] rgb, int at, int red, int green, int blue) {
    rgb[at] = (byte) red;
    rgb[at + 1] = (byte) green;
    rgb[at + 2] = (byte) blue;
  }

  private static int rounded(double value) {
    return (int) Math.min(255, Math.max(0, Math.round(value)));
  }
}
