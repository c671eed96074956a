package org.dafusion.rangeland;

/** Land that is worked in lines: rows of a crop, and furrows. */
final class Fields {
  private static final Rgb[] CROPS = {
    Rgb.of(0x4c7a2e), Rgb.of(0x5f8a3a), Rgb.of(0x3f6b35), Rgb.of(0x7d9448)
  };

  private static final Rgb RIPE = Rgb.of(0xbf9c4e);

  private Fields() {}

  static Description cropRows(Scene scene) {
    Canvas canvas = scene.canvas();
    Soil.paint(scene, Soil.colour(scene));
    Direction rows = scene.direction();
    Density density = Density.any(scene);
    double apart = scene.between(0.7, 1.1);
    double half = Math.max(apart * density.between(0.2, 0.38), 1.7 * canvas.spacing());
    double stride = half * scene.between(0.8, 1.1);
    double bend = scene.between(-0.012, 0.012);
    Crowns crowns = new Crowns(scene, 2.5);
    float[] vigour = scene.noise(canvas.extent() * 0.4, 2, 0.5);
    boolean ripe = scene.chance(0.22);
    Rgb leaf = ripe ? RIPE.times(scene.between(0.85, 1.1)) : scene.one(CROPS);
    double gaps = scene.between(0, 0.12);
    double start = scene.between(0, apart);
    double reach = canvas.reach() * 1.45;
    for (double v = -reach + start; v < reach; v += apart) {
      for (double u = -reach; u < reach; u += stride) {
        double across = v + bend * u * u + scene.between(-0.08, 0.08) * apart;
        double x = u * rows.x() - across * rows.y();
        double y = u * rows.y() + across * rows.x();
        double radius = half * scene.between(0.8, 1.2);
        double tone = scene.between(0.85, 1.15);
        if (scene.chance(gaps) || Math.max(Math.abs(x), Math.abs(y)) > canvas.reach()) {
          continue;
        }
        crowns.dome(
            x,
            y,
            new Crowns.Dome(radius, 0.05, radius * 1.1, 0.5),
            leaf.times(tone * (0.8 + 0.4 * vigour[canvas.index(x, y)])));
      }
    }
    return new Description(
        density.before(ripe ? "ripe yellow crop rows" : "green crop rows"), "on bare soil");
  }

  static Description ploughed(Scene scene) {
    Canvas canvas = scene.canvas();
    Rgb earth = Soil.colour(scene).times(scene.between(0.7, 1.0));
    Direction furrows = scene.direction();
    double apart = scene.between(0.55, 1.0);
    double deep = apart * scene.between(0.16, 0.3);
    double bend = scene.between(-0.01, 0.01);
    float[] wobble = scene.noise(canvas.extent() * 0.25, 2, 0.5);
    float[] clods = scene.noise(3.2 * canvas.spacing(), 2, 0.8);
    float[] patches = scene.noise(canvas.extent() * 0.5, 3, 0.5);
    float[] streaks = scene.streaks(apart * 0.5, 14, furrows);
    Rgb pale = earth.mix(Rgb.of(0xb79d7c), 0.4);
    Rgb stubble = Rgb.of(0xc0a872);
    double straw = scene.chance(0.35) ? scene.between(0.3, 0.7) : 0;
    canvas.everywhere(
        (i, x, y) -> {
          double u = x * furrows.x() + y * furrows.y();
          double v = y * furrows.x() - x * furrows.y() + bend * u * u;
          double phase = v / apart + 0.35 * (wobble[i] - 0.5);
          double saw = phase - Math.floor(phase);
          double ridge = 4 * saw * (1 - saw);
          double broken = ridge * (0.75 + 0.4 * clods[i]);
          canvas.setHeight(i, deep * broken + 0.1 * apart * (clods[i] - 0.5));
          Rgb colour = earth.mix(pale, 0.9 * ridge * patches[i] + 0.6 * (streaks[i] - 0.4));
          canvas.paint(i, colour.times(0.5 + 0.4 * ridge + 0.3 * clods[i]));
          canvas.blend(i, stubble, straw * (streaks[i] + clods[i] + 0.4 * ridge - 1.3) * 6);
        });
    String noun = straw > 0 ? "ploughed field with stubble" : "ploughed field";
    return new Description("a brown " + noun);
  }
}
