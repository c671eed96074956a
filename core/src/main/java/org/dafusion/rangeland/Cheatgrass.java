package org.dafusion.rangeland;

/** An annual grass that cures in patches, from yellow-green over purple to straw: no heads. */
final class Cheatgrass {
  private static final Rgb[] CURING = {Rgb.of(0xb0ad58), Rgb.of(0xbab068), Rgb.of(0xa2a652)};
  private static final Rgb PURPLE = Rgb.of(0x9a7266);

  private Cheatgrass() {}

  static Description patches(Scene scene) {
    Grass.paint(scene, scene.between(0.1, 0.95), Density.any(scene));
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Companions.scatter(scene);
    Rgb curing = scene.one(CURING).times(scene.between(0.85, 1.1));
    float[] where = scene.noise(scene.between(1.1, 2.8), 4, 0.6);
    float[] tinge = scene.noise(canvas.extent() * 0.3, 3, 0.6);
    Direction lean = scene.direction();
    float[] swaths = scene.streaks(0.1 + 2 * canvas.spacing(), 2.5, lean);
    float[] strands = scene.streaks(1.4 * canvas.spacing(), 3.5, lean.turned(0.03));
    double threshold = scene.level(where, density.between(0.15, 0.8));
    double purple = scene.between(0, 0.6);
    canvas.everywhere(
        (i, x, y) -> {
          double over = (where[i] - threshold) * 6 + 0.8 * (swaths[i] - 0.5);
          if (over <= 0) {
            return;
          }
          Rgb colour = curing.mix(PURPLE, purple * 4 * (tinge[i] - 0.5));
          canvas.blend(i, colour.times(0.68 + 0.3 * swaths[i] + 0.38 * strands[i]), 1.2 * over);
          double tall = 0.06 + canvas.spacing() * (0.8 * strands[i] + swaths[i]);
          canvas.setHeight(i, canvas.height(i) * 0.5 + tall * Math.min(1, over));
        });
    return new Description(Cover.CHEATGRASS.words());
  }
}
