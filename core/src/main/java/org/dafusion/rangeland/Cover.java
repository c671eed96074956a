package org.dafusion.rangeland;

import java.util.Locale;
import java.util.function.Function;

/** What a tile shows. */
public enum Cover {
  DRY_GRASS(Kind.COMMON, 4, 14, Grass::dryMeadow),
  GREEN_GRASS(Kind.COMMON, 4, 14, Grass::greenMeadow),
  BARE_SOIL(Kind.COMMON, 4, 14, Soil::bare),
  SHRUBS(Kind.COMMON, 5, 15, WoodyPlants::shrubs),
  CONIFERS(Kind.COMMON, 12, 36, Conifers::stand),
  BROADLEAF_TREES(Kind.COMMON, 16, 46, WoodyPlants::broadleafTrees),
  CROP_ROWS(Kind.COMMON, 3, 8, Fields::cropRows),
  PLOUGHED_FIELD(Kind.COMMON, 3, 8, Fields::ploughed),
  WATER(Kind.COMMON, 14, 40, Water::any),
  DIRT_TRACK(Kind.COMMON, 6, 15, Tracks::dirtTrack),
  GRAVEL_ROAD(Kind.COMMON, 12, 26, Tracks::gravelRoad),
  PAVED_ROAD(Kind.COMMON, 14, 30, Tracks::pavedRoad),
  ROCKS(Kind.COMMON, 5, 14, Rocks::boulders),
  WILD_FLOWERS(Kind.COMMON, 1.2, 4, WildFlowers::meadow),

  LEAFY_SPURGE(Kind.NOVEL, 1.5, 4, LeafySpurge::clumps),
  ARROWLEAF_BALSAMROOT(Kind.NOVEL, 1.5, 4, Balsamroot::plants),
  CHEATGRASS(Kind.NOVEL, 1.5, 4, Cheatgrass::patches),
  THISTLE(Kind.NOVEL, 1.5, 4, Thistle::groups),
  PRAIRIE_DOG_MOUNDS(Kind.NOVEL, 5, 11, Disturbances::prairieDogMounds),
  HAY_BALES(Kind.NOVEL, 7, 17, HayBales::onStubble),
  BURN_SCAR(Kind.NOVEL, 5, 20, Disturbances::burnScar),
  SALT_FLAT(Kind.NOVEL, 4, 14, Disturbances::saltFlat);

  /** Whether the shipped model was trained on a cover. */
  public enum Kind {
    /** The model was trained on it. */
    COMMON,
    /** Kept from the model, so that learning it from a few examples can be tried. */
    NOVEL
  }

  private final Kind kind;
  private final double nearest;
  private final double farthest;
  private final Function<Scene, Description> painter;

  // The extents are the sides of a tile in metres between which the camera's height varies.
  Cover(Kind kind, double nearest, double farthest, Function<Scene, Description> painter) {
    this.kind = kind;
    this.nearest = nearest;
    this.farthest = farthest;
    this.painter = painter;
  }

  /** The class as folders and tables name it, such as {@code dry_grass}. */
  public String className() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The class as language, such as {@code dry grass}. */
  public String words() {
    return className().replace('_', ' ');
  }

  public Kind kind() {
    return kind;
  }

  /** Side of a tile in metres, seen from a height of 0 for the lowest to 1. */
  double extent(double height) {
    // Even steps of the square root: near and far views are about equally frequent by scale.
    double root = Math.sqrt(nearest) + height * (Math.sqrt(farthest) - Math.sqrt(nearest));
    return root * root;
  }

  Description paint(Scene scene) {
    return painter.apply(scene);
  }
}
