package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * The experiments that the scripts of the reference code run: 10 methods on each of four datasets,
 * four with masks on two of them, and on PASCAL VOC other numbers of pictures, other probabilities,
 * CutMix and DeiT.
 */
final class ReferenceScripts {
  private static final List<String> EVERYWHERE =
      List.of(
          "baseline",
          "baseline-randaugment",
          "named",
          "agnostic",
          "named-erased",
          "named-randaugment",
          "fixed",
          "stacking",
          "stacking-erased",
          "stacking-randaugment");
  private static final List<String> MASKED =
      List.of("named-object", "named-background", "fixed-object", "fixed-background");
  private static final List<String> PASCAL =
      List.of(
          "named-m5",
          "named-m20",
          "stacking-m5",
          "stacking-m20",
          "named-p3",
          "named-p7",
          "stacking-p3",
          "stacking-p7",
          "baseline-cutmix",
          "named-cutmix",
          "stacking-cutmix",
          "baseline-deit",
          "named-deit",
          "stacking-deit");

  private static final String[] SETTINGS = {
    "benchmark.examples-per-class=[1, 2, 4, 8, 16]",
    "benchmark.seeds=[0, 1, 2, 3, 4, 5, 6, 7]",
    "augment.steps=50",
    "augment.scheduler=pndm",
    "augment.method={named={intensities=[0.5]}, agnostic={intensities=[0.5], prompt=a photo},"
        + " fixed={type=da-fusion, intensities=[0.5]}, stacking={type=da-fusion},"
        + " named-object={intensities=[0.5], prompt=a photo, mask=object},"
        + " named-background={intensities=[0.5], prompt=a photo, mask=background},"
        + " fixed-object={type=da-fusion, intensities=[0.5], mask=object},"
        + " fixed-background={type=da-fusion, intensities=[0.5], mask=background}}",
    "benchmark.method={baseline={}, baseline-randaugment={transform=randaugment},"
        + " named={pictures=named}, agnostic={pictures=agnostic},"
        + " fixed={pictures=fixed}, stacking={pictures=stacking},"
        + " named-erased={pictures=named, erase.enabled=true},"
        + " stacking-erased={pictures=stacking, erase.enabled=true},"
        + " named-randaugment={pictures=named, erase.enabled=true, transform=randaugment},"
        + " stacking-randaugment={pictures=stacking, erase.enabled=true, transform=randaugment}}",
    methods("named-object", "pictures=named-object"),
    methods("named-background", "pictures=named-background"),
    methods("fixed-object", "pictures=fixed-object"),
    methods("fixed-background", "pictures=fixed-background"),
    methods("baseline-cutmix", "classifier.cutmix=true"),
    methods("baseline-deit", "classifier.image-size=224"),
    of("named", "m5", "augment.repeats=5"),
    of("named", "m20", "augment.repeats=20"),
    of("named", "p3", "synthetic-probability=0.3"),
    of("named", "p7", "synthetic-probability=0.7"),
    of("named", "cutmix", "classifier.cutmix=true"),
    of("named", "deit", "classifier.image-size=224"),
    of("stacking", "m5", "augment.repeats=5"),
    of("stacking", "m20", "augment.repeats=20"),
    of("stacking", "p3", "synthetic-probability=0.3"),
    of("stacking", "p7", "synthetic-probability=0.7"),
    of("stacking", "cutmix", "classifier.cutmix=true"),
    of("stacking", "deit", "classifier.image-size=224")
  };

  private ReferenceScripts() {}

  private static String of(String pictures, String variant, String setting) {
    return methods(pictures + "-" + variant, "pictures=" + pictures + ", " + setting);
  }

  private static String methods(String name, String settings) {
    return "benchmark.method.%s={%s}".formatted(name, settings);
  }

  /**
   * The datasets with their experiments.
   *
   * @param perClass images of each class
   */
  static List<PlannedDataset> datasets(int perClass) {
    PlannedGrids grids = new PlannedGrids(SETTINGS);
    List<String> pascal = new ArrayList<>(EVERYWHERE);
    pascal.addAll(MASKED);
    pascal.addAll(PASCAL);
    List<String> coco = new ArrayList<>(EVERYWHERE);
    coco.addAll(MASKED);
    return List.of(
        grids.dataset("pascal", 20, perClass, methods(pascal)),
        grids.dataset("coco", 80, perClass, methods(coco)),
        grids.dataset("imagenet", 100, perClass, methods(EVERYWHERE)),
        grids.dataset(
            "spurge",
            2,
            perClass,
            methods(EVERYWHERE),
            "augment.repeats=50",
            // as the script has it
            "benchmark.method.named-randaugment.augment.repeats=10"));
  }

  private static String methods(List<String> names) {
    return "benchmark.methods=[" + String.join(", ", names) + "]";
  }
}
