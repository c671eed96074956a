package org.dafusion.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Struct;

/**
 * Writes published datasets in their true form on disk, with few images. What is in the images is
 * the caller's choice, by a number that counts them from 0.
 */
public final class PublishedDatasets {
  /** Folders of Caltech101 that are not simply the class's name with underscores. */
  private static final Map<String, String> CALTECH_FOLDERS =
      Map.of(
          "background google", "BACKGROUND_Google",
          "faces", "Faces",
          "faces easy", "Faces_easy",
          "leopards", "Leopards",
          "motorbikes", "Motorbikes");

  private final Path root;
  private final IntFunction<byte[]> image;
  private int images;

  /**
   * @param root folder of the dataset, made if absent
   * @param image the content of an image
   */
  public PublishedDatasets(Path root, IntFunction<byte[]> image) {
    this.root = root;
    this.image = image;
  }

  /** Caltech101 with so many images of each class. */
  public PublishedDatasets caltech101(int perClass) throws IOException {
    for (String name : PublishedClasses.of("caltech101")) {
      String folder = CALTECH_FOLDERS.getOrDefault(name, name.replace(' ', '_'));
      for (int i = 1; i <= perClass; i++) {
        image("101_ObjectCategories/%s/image_%04d.jpg".formatted(folder, i));
      }
    }
    return file("Annotations/ant/annotation_0001.mat", "not read");
  }

  /**
   * Flowers102 with so many images of each class in each part. Image 1 is of the last class, so
   * that no order of files is that of the labels.
   */
  public PublishedDatasets flowers102(int perClassAndPart) throws IOException {
    int count = 3 * 102 * perClassAndPart;
    int[] labels = new int[count];
    List<List<Integer>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < count; i++) {
      labels[i] = 102 - i % 102;
      parts.get(i / 102 % 3).add(i + 1);
      image("jpg/image_%05d.jpg".formatted(i + 1));
    }
    matlab("imagelabels.mat", Map.of("labels", labels));
    matlab(
        "setid.mat",
        Map.of(
            "trnid", numbers(parts.get(0)),
            "valid", numbers(parts.get(1)),
            "tstid", numbers(parts.get(2))));
    return this;
  }

  /** Stanford Cars of some classes, with so many images of each in each part. */
  public PublishedDatasets stanfordCars(List<String> classNames, int perClassAndPart)
      throws IOException {
    Cell names = Mat5.newCell(1, classNames.size());
    for (int i = 0; i < classNames.size(); i++) {
      names.set(i, Mat5.newString(classNames.get(i)));
    }
    write("devkit/cars_meta.mat", Mat5.newMatFile().addArray("class_names", names));
    cars("devkit/cars_train_annos.mat", "cars_train", classNames.size(), perClassAndPart);
    cars("cars_test_annos_withlabels.mat", "cars_test", classNames.size(), perClassAndPart);
    return this;
  }

  private void cars(String annotations, String folder, int classes, int perClass)
      throws IOException {
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < classes * perClass; i++) {
      labels.add(classes - i % classes);
      image("%s/%05d.jpg".formatted(folder, i + 1));
    }
    cars(annotations, labels);
  }

  /** Annotations of Stanford Cars: the class, from 1, of each image. */
  PublishedDatasets cars(String annotations, List<Integer> labels) throws IOException {
    Struct struct = Mat5.newStruct(1, labels.size());
    for (int i = 0; i < labels.size(); i++) {
      struct.set("bbox_x1", i, Mat5.newScalar(1));
      struct.set("class", i, Mat5.newScalar(labels.get(i)));
      struct.set("fname", i, Mat5.newString("%05d.jpg".formatted(i + 1)));
    }
    write(annotations, Mat5.newMatFile().addArray("annotations", struct));
    return this;
  }

  /** FGVC Aircraft of some variants, with so many images of each in each part. */
  public PublishedDatasets fgvcAircraft(List<String> variants, int perClassAndPart)
      throws IOException {
    file("data/variants.txt", String.join("\n", variants) + "\n");
    int number = 34309;
    for (String part : List.of("train", "val", "test")) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < variants.size() * perClassAndPart; i++, number++) {
        lines.append("%07d %s\n".formatted(number, variants.get(i % variants.size())));
        image("data/images/%07d.jpg".formatted(number));
      }
      file("data/images_variant_%s.txt".formatted(part), lines.toString());
    }
    return this;
  }

  /**
   * ImageNet as Kaggle has it: so many images of each of the hundred classes and of one other in
   * training, and one in validation. The two synsets called crane have theirs each.
   */
  public PublishedDatasets imageNet(int perSynset) throws IOException {
    Map<String, String> synsets = synsets();
    StringBuilder mapping = new StringBuilder();
    StringBuilder train = new StringBuilder();
    StringBuilder validation = new StringBuilder("ImageId,PredictionString\n");
    int number = 0;
    for (String synset : synsets.keySet()) {
      mapping.append("%s %s\n".formatted(synset, synsets.get(synset)));
      for (int i = 0; i < perSynset; i++) {
        String name = "%s/%s_%d".formatted(synset, synset, 10 + i);
        image("ILSVRC/Data/CLS-LOC/train/" + name + ".JPEG");
        train.append("%s %d\n".formatted(name, train.length() + 1));
      }
      String name = "ILSVRC2012_val_%08d".formatted(++number);
      image("ILSVRC/Data/CLS-LOC/val/" + name + ".JPEG");
      validation.append("%s,%s 85 1 499 272 %s 1 1 9 9 \n".formatted(name, synset, synset));
    }
    return file("LOC_synset_mapping.txt", mapping.toString())
        .file("ILSVRC/ImageSets/CLS-LOC/train_cls.txt", train.toString())
        .file("LOC_val_solution.csv", validation.toString());
  }

  /** Names by synset; the true ids of some, and invented ones in their form for the others. */
  static Map<String, String> synsets() {
    Map<String, String> synsets = new LinkedHashMap<>();
    synsets.put("n01440764", "tench, Tinca tinca");
    synsets.put("n02012849", "crane");
    synsets.put("n03126707", "crane");
    int number = 9_000_000;
    for (String name : PublishedClasses.of("imagenet-100")) {
      if (!name.equals("crane")) {
        synsets.put("n%08d".formatted(number++), name + ", another name");
      }
    }
    return synsets;
  }

  /** The published Leafy Spurge in one form, with so many images of each class in each part. */
  public PublishedDatasets leafySpurge(String form, int perClassAndPart) throws IOException {
    for (String part : List.of("train", "test")) {
      String folder = "data/%s/%s/".formatted(form, part);
      StringBuilder lines = new StringBuilder("file_name,idx,longitude,latitude,cluster\n");
      for (String name : List.of("present", "absent")) {
        for (int i = 0; i < perClassAndPart; i++) {
          String path = "%s/%03d.png".formatted(name, i);
          image(folder + path);
          lines.append("%s,%d,-114.01,46.71,%d\n".formatted(path, i, 5 + i % 2));
        }
      }
      file(folder + "metadata.csv", lines.toString());
      file(folder + "absent/.DS_Store", "x");
    }
    return this;
  }

  /** Folders of classes with so many images each. */
  public PublishedDatasets folders(String extension, int perClass, String... names)
      throws IOException {
    for (String name : names) {
      for (int i = 0; i < perClass; i++) {
        image("%s/%03d.%s".formatted(name, i, extension));
      }
    }
    return this;
  }

  /** Adds or replaces a text file. */
  public PublishedDatasets file(String path, String content) throws IOException {
    write(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Takes a file away. */
  public PublishedDatasets without(String path) throws IOException {
    Files.delete(root.resolve(path));
    return this;
  }

  /** A MATLAB file with vectors of small numbers. */
  PublishedDatasets matlab(String path, Map<String, int[]> vectors) throws IOException {
    MatFile file = Mat5.newMatFile();
    vectors.forEach(
        (name, values) -> {
          Matrix vector = Mat5.newMatrix(1, values.length, MatlabType.UInt16);
          for (int i = 0; i < values.length; i++) {
            vector.setInt(i, values[i]);
          }
          file.addArray(name, vector);
        });
    write(path, file);
    return this;
  }

  private void image(String path) throws IOException {
    write(path, image.apply(images++));
  }

  private void write(String path, byte[] content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private void write(String path, MatFile content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Mat5.writeToFile(content, file.toFile());
  }

  private static int[] numbers(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
