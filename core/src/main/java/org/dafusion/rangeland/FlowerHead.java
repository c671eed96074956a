package org.dafusion.rangeland;

/** A flower from above: a dot. */
final class FlowerHead {
  private FlowerHead() {}

  /** One flower head, a little above what it stands in. */
  static void put(Canvas canvas, double x, double y, double radius, Rgb colour) {
    canvas.disc(
        x,
        y,
        radius,
        (i, dx, dy, square) -> {
          canvas.blend(i, colour, 2.2 * (1 - square));
          canvas.lift(i, 0.7 * radius * (1 - square));
        });
  }
}
