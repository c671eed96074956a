package org.dafusion.jobs.examples;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dafusion.data.Part;
import org.dafusion.random.Seeds;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.RangelandTile;

/**
 * Some of a part's tiles, rendered by one task and, in Hugging Face's layout, kept in one file. How
 * tiles are dealt out depends on the settings alone, and a tile on nothing but its own name.
 *
 * @param number among the part's shards, from 0
 * @param count of the part's shards
 */
record RangelandShard(RangelandSettings settings, Part part, int number, int count)
    implements Serializable {
  private static final int TILES = 256;

  /** A tile to be rendered, number {@code number} of its class and part. */
  record Plan(Part part, Cover cover, int label, int number) {
    /** The tile's path below the dataset's folder, and its id there. */
    String path() {
      return part.folderName() + "/" + pathInPart();
    }

    String pathInPart() {
      return String.format(Locale.ROOT, "%s/%05d.png", cover.className(), number);
    }

    /** The part is in the seed, so that no tile judges what was trained on it. */
    RangelandTile draw(RangelandSettings settings) {
      long seed = Seeds.derive(settings.seed(), part.folderName(), Integer.toString(number));
      return RangelandTile.draw(cover, seed, settings.size());
    }
  }

  /** All shards of the parts for training and for validation. */
  static List<RangelandShard> of(RangelandSettings settings) {
    List<RangelandShard> shards = new ArrayList<>();
    for (Part part : List.of(Part.TRAIN, Part.VALIDATION)) {
      int count = (int) ((tiles(settings, part) + TILES - 1) / TILES);
      for (int number = 0; number < count; number++) {
        shards.add(new RangelandShard(settings, part, number, count));
      }
    }
    return shards;
  }

  /** How many tiles all shards have together. */
  static long tiles(RangelandSettings settings) {
    return tiles(settings, Part.TRAIN) + tiles(settings, Part.VALIDATION);
  }

  private static long tiles(RangelandSettings settings, Part part) {
    return (long) settings.covers().size() * settings.perClass(part);
  }

  /** The tiles of this shard; over the shards class after class in label order. */
  List<Plan> plans() {
    List<Cover> covers = settings.covers();
    int perClass = settings.perClass(part);
    List<Plan> plans = new ArrayList<>();
    long end = Math.min(tiles(settings, part), (number + 1L) * TILES);
    for (long tile = (long) number * TILES; tile < end; tile++) {
      int label = (int) (tile / perClass);
      plans.add(new Plan(part, covers.get(label), label, (int) (tile % perClass)));
    }
    return plans;
  }
}
