package org.dafusion.jobs.report;

import java.util.Arrays;
import java.util.List;

/**
 * A figure of the paper that trials can be held against: what it shows, and what the paper says of
 * it in our words.
 */
enum PaperFigure {
  FIGURE_5(
      "5",
      "Few-shot classification on seven datasets",
      "DA-Fusion gains 5 to 15 points over RandAugment on all seven datasets; Real Guidance is inconsistent and on several does not beat RandAugment (section 6).",
      FigureKind.SHOT_CURVES),
  FIGURE_6(
      "6",
      "Common, fine-grain and novel concepts",
      "DA-Fusion improves normalised scores by 12.8 % on common, 24.2 % on fine-grain and 20.8 % on novel concepts; Real Guidance fails on the latter two, which a prompt hardly describes (section 6).",
      FigureKind.BINS),
  FIGURE_8(
      "8",
      "With classes erased from the model",
      "With classes erased from the weights (model-centric leakage prevention), DA-Fusion gains up to 5 points over standard augmentation on Pascal and COCO; Real Guidance does about as well as that (section 6.1).",
      FigureKind.GAINED_ACCURACY,
      FigureKind.GAINED_AREA),
  FIGURE_9(
      "9",
      "With class names hidden from the model",
      "With prompts that do not name the class (data-centric leakage prevention), DA-Fusion gains up to 10 points over standard augmentation on Pascal and COCO, more than Real Guidance on every dataset (section 6.1).",
      FigureKind.GAINED_ACCURACY,
      FigureKind.GAINED_AREA),
  FIGURE_10(
      "10",
      "Randomised intensity",
      "Both one fixed intensity (k = 1) and four at random (k = 4) beat standard augmentation, and the latter gains 51 % more overall (section 6.2).",
      FigureKind.GAINED_AREA),
  FIGURE_11(
      "11",
      "Number of synthetic images and their probability",
      "Gains hold for 5, 10 and 20 synthetic images per real one and for probabilities of 0.3, 0.5 and 0.7; 0.7 is slightly better than 0.5, and 20 than 10 (section 6.3).",
      FigureKind.GAINED_AREA),
  FIGURE_12(
      "12",
      "Stronger baselines",
      "DA-Fusion improves on RandAugment and on CutMix, shown on Pascal (appendix E).",
      FigureKind.SHOT_CURVES),
  FIGURE_13(
      "13",
      "Caltech101 and Flowers102",
      "DA-Fusion improves accuracy on both, with classes erased from the model and with class names hidden from it (appendix D).",
      FigureKind.SHOT_CURVES),
  FIGURE_14(
      "14",
      "Another classifier",
      "DA-Fusion improves DeiT as it improves ResNet-50, shown on Pascal (appendix F).",
      FigureKind.SHOT_CURVES),
  FIGURE_19(
      "19",
      "All of Leafy Spurge",
      "On the full dataset, over 15 random splits, tokens of classes (pooled) gain 1.0 % and tokens of images (specific) 1.2 % over flips and rotations (appendix I).",
      FigureKind.BARS);

  private final String number;
  private final String title;
  private final String claim;
  private final List<FigureKind> kinds;

  PaperFigure(String number, String title, String claim, FigureKind... kinds) {
    this.number = number;
    this.title = title;
    this.claim = claim;
    this.kinds = List.of(kinds);
  }

  /** Its number in the paper, by which {@code report.paper-figure} knows it. */
  String number() {
    return number;
  }

  String title() {
    return title;
  }

  /** What the paper says of it, with the place where it does. */
  String claim() {
    return claim;
  }

  List<FigureKind> kinds() {
    return kinds;
  }

  static List<String> numbers() {
    return Arrays.stream(values()).map(PaperFigure::number).toList();
  }

  static PaperFigure ofNumber(String number) {
    return Arrays.stream(values())
        .filter(figure -> figure.number.equals(number))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid figure of the paper: must be one of %s, found %s"
                        .formatted(numbers(), number)));
  }
}
