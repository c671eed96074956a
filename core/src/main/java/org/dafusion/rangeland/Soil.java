package org.dafusion.rangeland;

/** Bare earth with crumbs, stones and the odd tuft. */
final class Soil {
  private static final Rgb[] EARTHS = {
    Rgb.of(0x8e6f52), Rgb.of(0x9a7250), Rgb.of(0xa98c6a), Rgb.of(0x77604a), Rgb.of(0x9c5f42)
  };
  private static final Rgb STONE = Rgb.of(0xb9b2a6);

  private Soil() {}

  /** A colour of earth. */
  static Rgb colour(Scene scene) {
    return scene.one(EARTHS).times(scene.between(0.85, 1.2));
  }

  static Description bare(Scene scene) {
    Rgb earth = colour(scene);
    paint(scene, earth);
    Density stones = Density.any(scene);
    stones(scene, stones);
    boolean weeds = scene.chance(0.4);
    if (weeds) {
      weeds(scene);
    }
    String colour = earth.red() > 2.2 * earth.green() ? "red" : "brown";
    String subject = colour + " bare soil";
    if (stones.share() > 0.7) {
      return new Description(subject + " with stones");
    }
    return new Description(weeds ? subject + " with tufts of grass" : subject);
  }

  static void paint(Scene scene, Rgb earth) {
    Canvas canvas = scene.canvas();
    float[] patches = scene.noise(canvas.extent() * scene.between(0.3, 0.7), 4, 0.55);
    float[] crumbs = scene.noise(8 * canvas.spacing(), 4, 0.75);
    Rgb dark = earth.times(0.62);
    Rgb pale = earth.mix(Rgb.of(0xc8b393), 0.55);
    float[] specks = scene.noise(2.2 * canvas.spacing(), 1, 1);
    double relief = canvas.spacing() * scene.between(0.7, 1.9);
    canvas.everywhere(
        (i, x, y) -> {
          Rgb colour = dark.mix(pale, 0.5 + 1.7 * (patches[i] - 0.5));
          canvas.paint(i, colour.times(0.57 + 0.5 * crumbs[i] + 0.36 * specks[i]));
          canvas.lift(i, relief * (1.6 * crumbs[i] + patches[i]));
        });
  }

  private static void stones(Scene scene, Density density) {
    Canvas canvas = scene.canvas();
    int count = (int) density.between(0, 130);
    for (int stone = 0; stone < count; stone++) {
      double radius = canvas.spacing() * scene.between(0.9, 2.6);
      Rgb colour = STONE.times(scene.between(0.5, 1.1));
      canvas.disc(
          scene.anywhere(),
          scene.anywhere(),
          radius,
          (i, dx, dy, square) -> {
            canvas.blend(i, colour, 1.5 * (1 - square));
            canvas.lift(i, radius * 0.8 * (1 - square));
          });
    }
  }

  private static void weeds(Scene scene) {
    Canvas canvas = scene.canvas();
    Rgb colour = Rgb.of(0x9a915c).mix(Rgb.of(0x68783c), scene.between(0, 1));
    Crowns crowns = new Crowns(scene, 3);
    int count = scene.count(8, 30);
    for (int tuft = 0; tuft < count; tuft++) {
      double radius = canvas.extent() * scene.between(0.012, 0.035);
      crowns.dome(
          scene.anywhere(),
          scene.anywhere(),
          new Crowns.Dome(radius, canvas.spacing(), radius, 1.6),
          colour.times(scene.between(0.8, 1.2)));
    }
  }
}
