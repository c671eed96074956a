package org.dafusion.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One hundred classes of ImageNet's ILSVRC 2012 (Russakovsky et al., 2015), those that the
 * reference code has fixed since August 2023, in its order, as Kaggle's archive holds the whole.
 *
 * <p>A class is called by the first of its synset's names. Two synsets are called "crane", the bird
 * and the machine; the reference code makes one class of both, and so does this reader.
 */
public final class ImageNet100 {
  public static final String NAME = "imagenet-100";
  public static final String EXPECTED =
      "LOC_synset_mapping.txt, ILSVRC/ImageSets/CLS-LOC/train_cls.txt, ILSVRC/Data/CLS-LOC/train/<synset>/*.JPEG, ILSVRC/Data/CLS-LOC/val/*.JPEG and LOC_val_solution.csv (or ILSVRC/ImageSets/CLS-LOC/val_cls.txt with lines <synset>/<image> 1 and the images in such folders)";

  private static final Layout LAYOUT = new Layout(NAME, EXPECTED);
  private static final String MAPPING = "LOC_synset_mapping.txt";
  private static final String SOLUTION = "LOC_val_solution.csv";
  private static final String LISTS = "ILSVRC/ImageSets/CLS-LOC/";
  private static final String TRAIN = "ILSVRC/Data/CLS-LOC/train";
  private static final String VALIDATION = "ILSVRC/Data/CLS-LOC/val";
  private static final String SUFFIX = ".JPEG";

  private final DatasetFiles files;
  private final List<String> classNames = PublishedClasses.of(NAME);

  /** Names of those synsets that are of a class here, by synset. */
  private final Map<String, String> names = new TreeMap<>();

  private final AnnotatedImages images;

  private ImageNet100(DatasetFiles files) {
    this.files = files;
    this.images = new AnnotatedImages(LAYOUT, files, classNames);
  }

  /**
   * Reads the dataset. Validation is that of ImageNet; the labels of its test part are secret.
   *
   * @throws InvalidDatasetException telling what was expected and found
   */
  public static ImageDataset of(DatasetFiles files) {
    ImageNet100 reader =
        new ImageNet100(LAYOUT.withFile(files, MAPPING, "", "imagenet", "imagenet-1k"));
    reader.readNames();
    reader.names.keySet().forEach(synset -> reader.images.in(TRAIN + "/" + synset));
    reader.readFolders(LISTS + "train_cls.txt", TRAIN, Part.TRAIN);
    reader.readValidation();
    List<String> notes = new ArrayList<>(reader.merged());
    List<ImageFile> all = reader.images.images();
    notes.addAll(reader.images.notes());
    return ListedDataset.of(NAME, reader.classNames, all, ValidationSplit.NONE).noting(notes);
  }

  private void readNames() {
    Set<String> wanted = new HashSet<>(classNames);
    LAYOUT.eachLine(
        files,
        MAPPING,
        line -> {
          List<String> halves = LAYOUT.halves(files, MAPPING, line);
          String name = halves.get(1).split(",", 2)[0].strip();
          if (wanted.contains(name)) {
            names.put(halves.get(0), name);
          }
        });
    List<String> nameless = classNames.stream().filter(name -> !names.containsValue(name)).toList();
    if (!nameless.isEmpty()) {
      throw LAYOUT.refusal(
          files,
          "%s has no synset for %d of its %d classes (%s)"
              .formatted(
                  MAPPING, nameless.size(), classNames.size(), AnnotatedImages.some(nameless)));
    }
  }

  /** A list whose lines begin with a synset's folder and an image in it. */
  private void readFolders(String list, String folder, Part part) {
    LAYOUT.eachLine(
        files,
        list,
        line -> {
          String image = line.split("\\s", 2)[0];
          String name = names.get(image.split("/", 2)[0]);
          if (name != null) {
            images.add(list, folder + "/" + image + SUFFIX, name, part);
          }
        });
  }

  private void readValidation() {
    String list = LISTS + "val_cls.txt";
    if (!files.exists(SOLUTION) && files.exists(list)) {
      names.keySet().forEach(synset -> images.in(VALIDATION + "/" + synset));
      readFolders(list, VALIDATION, Part.VALIDATION);
      return;
    }
    images.in(VALIDATION);
    LAYOUT.eachLine(files, SOLUTION, this::readSolution);
  }

  /** A line such as {@code ILSVRC2012_val_00048981,n03995372 85 1 499 272 }. */
  private void readSolution(String line) {
    String[] columns = line.split(",", 2);
    if (columns.length < 2) {
      throw LAYOUT.refusal(files, "%s has a line without a comma: '%s'".formatted(SOLUTION, line));
    }
    String path = VALIDATION + "/" + columns[0] + SUFFIX;
    String name = names.get(columns[1].strip().split("\\s", 2)[0]);
    if (name == null) {
      // an image of another class, or the line of column names
      images.passOver(path);
    } else {
      images.add(SOLUTION, path, name, Part.VALIDATION);
    }
  }

  /** What to know of classes of more than one synset. */
  private List<String> merged() {
    Map<String, List<String>> synsets = new HashMap<>();
    names.forEach(
        (synset, name) -> synsets.computeIfAbsent(name, n -> new ArrayList<>()).add(synset));
    return classNames.stream()
        .filter(name -> synsets.get(name).size() > 1)
        .map(
            name ->
                "the class %s holds the images of %s, which are called the same, as in the reference code"
                    .formatted(name, String.join(" and ", synsets.get(name))))
        .collect(Collectors.toList());
  }
}
