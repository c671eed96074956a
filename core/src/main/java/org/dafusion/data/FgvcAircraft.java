package org.dafusion.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * FGVC Aircraft 2013b (Maji et al., 2013): 10,000 images in three parts of about the same size. Its
 * lines name an image, a blank, and the class, whose name may hold blanks and slashes (F/A-18). The
 * lowest 20 rows of every image are a banner that names the photographer, which is cut off.
 */
public final class FgvcAircraft {
  public static final String NAME = "fgvc-aircraft";
  public static final String EXPECTED =
      "images/0034309.jpg, variants.txt (families.txt, manufacturers.txt) and images_variant_train.txt, …_val.txt and …_test.txt (or with family or manufacturer), there, in data/ or in fgvc-aircraft-2013b/data/";

  private static final Layout LAYOUT = new Layout(NAME, EXPECTED);
  private static final Cut BANNER = new Cut.WithoutBottom(20);
  private static final Map<Part, String> PARTS =
      Map.of(Part.TRAIN, "train", Part.VALIDATION, "val", Part.TEST, "test");

  private FgvcAircraft() {}

  /**
   * Reads the dataset in its official parts.
   *
   * @throws InvalidDatasetException telling what was expected and found
   */
  public static ImageDataset of(DatasetFiles files, AircraftLevel level) {
    DatasetFiles root =
        LAYOUT.withFile(files, level.namesFile(), "", "data", "fgvc-aircraft-2013b/data");
    List<String> classNames = new ArrayList<>();
    LAYOUT.eachLine(root, level.namesFile(), classNames::add);
    AnnotatedImages images = new AnnotatedImages(LAYOUT, root, classNames).in("images");
    for (Part part : Part.values()) {
      String list = level.imagesFile(PARTS.get(part));
      LAYOUT.eachLine(
          root,
          list,
          line -> {
            List<String> halves = LAYOUT.halves(root, list, line);
            images.add(list, "images/%s.jpg".formatted(halves.get(0)), halves.get(1), part);
          });
    }
    List<ImageFile> cut = images.images().stream().map(image -> image.cut(BANNER.text())).toList();
    return ListedDataset.of(NAME, classNames, cut, ValidationSplit.NONE).noting(images.notes());
  }
}
