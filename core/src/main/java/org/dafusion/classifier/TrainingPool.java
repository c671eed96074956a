package org.dafusion.classifier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.dafusion.random.UniformDraws;

/**
 * The pictures that a trial draws from, with the chances of {@link ExampleMixer}: real ones, then
 * synthetic ones, each by id, all of which can be decoded.
 */
final class TrainingPool {
  private final List<Picture> pictures;
  private final List<SkippedExample> skipped;
  private final ExampleMixer mixer;

  private TrainingPool(
      List<Picture> real, List<Picture> synthetic, List<SkippedExample> skipped, double alpha) {
    pictures = Stream.concat(real.stream(), synthetic.stream()).toList();
    this.skipped = List.copyOf(skipped);
    mixer =
        new ExampleMixer(
            real.stream().map(Picture::id).toList(),
            synthetic.stream().map(Picture::sourceId).toList(),
            alpha);
  }

  /**
   * Sorts out what can be decoded.
   *
   * @param classes how many there are
   * @param alpha probability of a synthetic picture
   * @param usable is given each picture that can be, in the order of the pool, while it is at hand
   * @throws InvalidDatasetException if no real one can be, or a label has no class
   */
  static TrainingPool of(
      TrainingExamples examples,
      int classes,
      double alpha,
      SquashedPictures pictures,
      Consumer<Picture> usable) {
    Stream.concat(examples.real().stream(), examples.synthetic().stream())
        .forEach(picture -> requireLabel(picture, classes));
    List<SkippedExample> skipped = new ArrayList<>();
    List<Picture> real = decodable(examples.real(), pictures, skipped, usable);
    requireSome(Part.TRAIN, real.size(), skipped);
    List<Picture> synthetic = decodable(examples.synthetic(), pictures, skipped, usable);
    skipped.sort(Comparator.comparing(SkippedExample::id));
    return new TrainingPool(real, synthetic, skipped, alpha);
  }

  private static List<Picture> decodable(
      List<Picture> given,
      SquashedPictures pictures,
      List<SkippedExample> skipped,
      Consumer<Picture> usable) {
    List<Picture> decodable = new ArrayList<>();
    for (Picture picture : given) {
      String refusal = pictures.refusal(picture);
      if (refusal.isEmpty()) {
        decodable.add(picture);
        usable.accept(picture);
      } else {
        skipped.add(new SkippedExample(picture.id(), refusal));
      }
    }
    return decodable;
  }

  static void requireSome(Part part, int usable, List<SkippedExample> skipped) {
    if (usable == 0) {
      throw new InvalidDatasetException(
          "Cannot train a classifier because no %s picture can be decoded, found %d: %s"
              .formatted(part.folderName(), skipped.size(), skipped.stream().limit(3).toList()));
    }
  }

  static void requireLabel(Picture picture, int classes) {
    if (picture.label() >= classes) {
      throw new InvalidDatasetException(
          "Invalid label of %s: must be below the number of classes, %d, found %d"
              .formatted(picture.id(), classes, picture.label()));
    }
  }

  /** All pictures in order. */
  List<Picture> pictures() {
    return pictures;
  }

  /** Those that cannot be decoded, by id. */
  List<SkippedExample> skipped() {
    return skipped;
  }

  /** The place of the next picture. */
  int drawPlace(UniformDraws random) {
    return mixer.draw(random);
  }

  /** The next picture. */
  Picture draw(UniformDraws random) {
    return pictures.get(drawPlace(random));
  }
}
