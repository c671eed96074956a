package org.dafusion.rangeland;

/** Marks on the land that the model never saw: burrows, fire and salt. */
final class Disturbances {
  private static final Rgb HOLE = Rgb.of(0x1d1712);
  private static final Rgb CHAR = Rgb.of(0x2a2724);
  private static final Rgb ASH = Rgb.of(0x8d8b88);
  private static final Rgb SALT = Rgb.of(0xe4e0d6);
  private static final Rgb MUD = Rgb.of(0xa39580);

  private Disturbances() {}

  /** Pale craters of trodden earth, each with a dark hole. */
  static Description prairieDogMounds(Scene scene) {
    Ground.grass(scene);
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Rgb earth = Soil.colour(scene).mix(Rgb.of(0xcdb896), 0.55);
    float[] edge = scene.noise(0.6, 4, 0.6);
    int mounds = (int) density.between(1.5, 7);
    for (int mound = 0; mound < mounds; mound++) {
      double x = mound == 0 ? scene.inSight() : scene.anywhere();
      double y = mound == 0 ? scene.inSight() : scene.anywhere();
      double radius = scene.between(0.75, 1.4);
      double hole = radius * scene.between(0.14, 0.22);
      double rim = radius * 0.42;
      canvas.disc(
          x,
          y,
          radius,
          (i, dx, dy, square) -> {
            double from = Math.sqrt(square) * radius;
            double bare = 1 - square + 0.9 * (edge[i] - 0.5);
            canvas.blend(i, earth.times(0.8 + 0.4 * edge[i]), 2.5 * bare);
            double ring = 1 - Math.abs(from - rim) / rim;
            canvas.lift(i, 0.4 * radius * Math.max(0, ring) * Math.min(1, 2 * bare));
            double dark = (hole - from) / canvas.spacing() + 0.5;
            if (dark > 0) {
              canvas.blend(i, HOLE, dark);
              canvas.lift(i, -0.3 * Math.min(1, dark));
            }
          });
    }
    return new Description(Cover.PRAIRIE_DOG_MOUNDS.words());
  }

  /** Black ground with ash, and islands that the fire left. */
  static Description burnScar(Scene scene) {
    Ground.grass(scene);
    Canvas canvas = scene.canvas();
    float[] where = scene.noise(canvas.extent() * scene.between(0.3, 0.55), 4, 0.55);
    float[] ash = scene.noise(canvas.extent() * 0.2, 4, 0.65);
    float[] fine = scene.noise(4 * canvas.spacing(), 3, 0.8);
    double threshold = scene.between(0.3, 0.5);
    Rgb singed = Rgb.of(0x7d5c3c);
    canvas.everywhere(
        (i, x, y) -> {
          double burnt = (where[i] - threshold) * 14 + 2 * (fine[i] - 0.5);
          canvas.blend(i, singed.times(0.6 + 0.6 * fine[i]), Math.min(0.8, burnt + 1.2));
          canvas.blend(i, CHAR.times(0.5 + fine[i]), burnt);
          if (burnt > 0.5) {
            canvas.blend(i, ASH, 5 * (ash[i] - 0.6) * (0.5 + fine[i]));
            canvas.setHeight(i, canvas.height(i) * 0.4);
          }
        });
    return new Description(Cover.BURN_SCAR.words());
  }

  /** A white crust that breaks into plates, with damp mud in between. */
  static Description saltFlat(Scene scene) {
    Canvas canvas = scene.canvas();
    Soil.paint(scene, MUD.times(scene.between(0.8, 1.1)));
    Rgb salt = SALT.times(scene.between(0.8, 1.02));
    double plate = canvas.extent() * scene.between(0.12, 0.24);
    float[] crust = scene.noise(canvas.extent() * 0.5, 4, 0.6);
    float[] bump = scene.noise(plate, 2, 0.5);
    float[] fine = scene.noise(4 * canvas.spacing(), 2, 0.8);
    long seed = scene.freshSeed();
    double threshold = scene.between(0.3, 0.44);
    double ridge = scene.between(0.4, 1) * canvas.spacing();
    boolean raised = scene.chance(0.5);
    canvas.everywhere(
        (i, x, y) -> {
          double gap = Plates.border(seed, x / plate + bump[i] * 0.5, y / plate - bump[i] * 0.5);
          double crack = 1 - gap * plate / (1.8 * canvas.spacing());
          double white = (crust[i] - threshold) * 8 + fine[i] - 0.5;
          canvas.blend(i, salt.times(0.88 + 0.2 * fine[i]), white);
          if (crack > 0) {
            canvas.blend(i, MUD.times(raised ? 1.2 : 0.55), 0.8 * crack);
            canvas.lift(i, (raised ? ridge : -ridge) * crack);
          }
        });
    return new Description(Cover.SALT_FLAT.words());
  }
}
