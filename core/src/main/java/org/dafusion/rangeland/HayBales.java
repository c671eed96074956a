package org.dafusion.rangeland;

/** Round bales on a mown field, standing on their flat end or lying on their side. */
final class HayBales {
  private static final Rgb[] HAYS = {Rgb.of(0xcdb06a), Rgb.of(0xbd9f5e), Rgb.of(0xb8a878)};

  private HayBales() {}

  static Description onStubble(Scene scene) {
    Canvas canvas = scene.canvas();
    Direction rows = scene.direction();
    Grass.paint(scene, scene.between(0.1, 0.8), new Density(0.8));
    float[] swaths = scene.streaks(scene.between(1.2, 2), 30, rows);
    canvas.everywhere((i, x, y) -> canvas.scale(i, 0.75 + 0.5 * swaths[i]));
    Rgb hay = scene.one(HAYS).times(scene.between(0.85, 1.1));
    Crowns crowns = new Crowns(scene, 3);
    boolean standing = scene.chance(0.6);
    for (int bale = scene.count(2, 7); bale > 0; bale--) {
      double x = scene.inSight();
      double y = scene.inSight();
      Rgb own = hay.times(scene.between(0.85, 1.15));
      if (standing) {
        standing(canvas, crowns, x, y, scene.between(0.75, 0.95), own);
      } else {
        lying(scene, crowns, x, y, rows.turned(scene.between(-0.06, 0.06)), own);
      }
    }
    return new Description(Cover.HAY_BALES.words());
  }

  /** A flat disc with the turns of the rolled hay. */
  private static void standing(
      Canvas canvas, Crowns crowns, double x, double y, double radius, Rgb colour) {
    canvas.disc(
        x,
        y,
        radius,
        (i, dx, dy, square) -> {
          double turns = 3.5 * Math.sqrt(square);
          double ring = Math.abs(turns - Math.floor(turns) - 0.5);
          canvas.paint(i, colour.times(0.62 + 0.7 * ring + 0.3 * crowns.grain(i)));
          canvas.setHeight(i, 1.2 + 0.1 * (1 - square * square));
        });
  }

  /** A drum from above: a rectangle that bulges to its middle line, held by strings. */
  private static void lying(
      Scene scene, Crowns crowns, double x, double y, Direction axis, Rgb colour) {
    Canvas canvas = scene.canvas();
    double radius = scene.between(0.75, 0.9);
    double half = scene.between(0.65, 0.8);
    canvas.disc(
        x,
        y,
        1.25,
        (i, dx, dy, square) -> {
          double along = Math.abs(dx * axis.x() + dy * axis.y()) / half;
          double across = (dy * axis.x() - dx * axis.y()) / radius;
          if (along < 1 && Math.abs(across) < 1) {
            double bulge = Math.sqrt(1 - across * across);
            double string = Math.abs(along - 0.45) < 0.12 ? 0.82 : 1;
            canvas.paint(i, colour.times(string * (0.65 + 0.25 * bulge + 0.3 * crowns.grain(i))));
            canvas.setHeight(i, radius * (1 + bulge));
          }
        });
  }
}
