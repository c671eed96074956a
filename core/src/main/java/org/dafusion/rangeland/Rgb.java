package org.dafusion.rangeland;

/**
 * The reflectance of a surface, linear in light.
 *
 * @param red share of the light that comes back, about 0 to 1
 * @param green the same
 * @param blue the same
 */
record Rgb(float red, float green, float blue) {

  /** From a colour as screens show it: eight bits each of red, green and blue. */
  static Rgb of(int hex) {
    return new Rgb(linear(hex >> 16 & 0xff), linear(hex >> 8 & 0xff), linear(hex & 0xff));
  }

  // A gamma of 2, whose inverse is the square root, the one root that every machine rounds alike.
  private static float linear(int value) {
    float share = value / 255f;
    return share * share;
  }

  /** This colour at 0, the other at 1; limited to that range. */
  Rgb mix(Rgb other, double share) {
    float t = (float) Math.max(0, Math.min(1, share));
    return new Rgb(
        red + t * (other.red - red),
        green + t * (other.green - green),
        blue + t * (other.blue - blue));
  }

  Rgb times(double factor) {
    float f = (float) factor;
    return new Rgb(red * f, green * f, blue * f);
  }
}
