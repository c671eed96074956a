package org.dafusion.rangeland;

/** Long leaves around one root, lying on each other. */
final class Rosette {
  private Rosette() {}

  /**
   * @param crowns whose noise roughens the leaves
   * @param radius metres, about the length of a leaf
   */
  static void put(Scene scene, Crowns crowns, double x, double y, double radius, Rgb colour) {
    Canvas canvas = scene.canvas();
    int leaves = scene.count(9, 14);
    Direction leaf = scene.direction();
    for (int l = 0; l < leaves; l++) {
      leaf = leaf.turned((1 + scene.between(-0.3, 0.3)) / leaves);
      double length = radius * scene.between(0.7, 1.1);
      Rgb own = colour.times(scene.between(0.8, 1.25));
      double base = scene.between(0.12, 0.25);
      canvas.line(
          x,
          y,
          leaf.x() * length,
          leaf.y() * length,
          0.27 * radius,
          (i, along, square) -> {
            double top = base + 0.25 * radius * (1 - square) * (1.1 - along);
            if (square < 1.3 * (1.05 - along) && top > canvas.height(i)) {
              canvas.paint(i, own.times(0.8 + 0.4 * crowns.grain(i)));
              canvas.setHeight(i, top);
            }
          });
    }
  }
}
