package org.dafusion.rangeland;

/** What lies under and around the subject of a tile. */
enum Ground {
  DRY_GRASS("dry grass") {
    @Override
    void paint(Scene scene) {
      Grass.paint(scene, scene.between(0.02, 0.3), Density.any(scene));
    }
  },
  GREEN_GRASS("green grass") {
    @Override
    void paint(Scene scene) {
      Grass.paint(scene, scene.between(0.62, 0.95), Density.any(scene));
    }
  },
  BARE_SOIL("bare soil") {
    @Override
    void paint(Scene scene) {
      Soil.paint(scene, Soil.colour(scene));
    }
  };

  private static final Ground[] MOSTLY_GRASS = {
    DRY_GRASS, DRY_GRASS, GREEN_GRASS, GREEN_GRASS, BARE_SOIL
  };
  private static final Ground[] GRASS = {DRY_GRASS, GREEN_GRASS};

  private final String words;

  Ground(String words) {
    this.words = words;
  }

  abstract void paint(Scene scene);

  String words() {
    return words;
  }

  /** Paints any ground, soil least often. */
  static Ground any(Scene scene) {
    return painted(scene, MOSTLY_GRASS);
  }

  /** Paints dry or green grass. */
  static Ground grass(Scene scene) {
    return painted(scene, GRASS);
  }

  private static Ground painted(Scene scene, Ground[] choices) {
    Ground ground = scene.one(choices);
    ground.paint(scene);
    return ground;
  }
}
