package org.dafusion.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Leafy Spurge: land from a drone, with and without the weed. Two sets bear the name: what was
 * published (Doherty et al., 2024; {@code mpg-ranch/leafy_spurge} of Hugging Face), and the earlier
 * pictures of the paper (its appendix H), which were not. Their images differ, and so do the
 * accuracies.
 */
public final class LeafySpurge {
  public static final String NAME = "leafy-spurge";

  private static final List<String> PUBLISHED_CLASSES = List.of("absent", "present");
  private static final List<String> PAPER_CLASSES = List.of("no spurge", "leafy spurge");

  /** Labels by the folders' names; in the release the class that the paper calls apparent. */
  private static final Map<String, Integer> FOLDERS =
      Map.of("absent", 0, "apparent", 1, "present", 1);

  private static final String CLUSTER = "cluster";

  /** Pixels on a side of the images cut from a plot. */
  private static final int SIDE = 250;

  private final Layout layout;
  private final DatasetFiles files;
  private final List<String> classNames;
  private final List<ImageFile> images = new ArrayList<>();

  private LeafySpurge(Layout layout, DatasetFiles files, List<String> classNames) {
    this.layout = layout;
    this.files = files;
    this.classNames = classNames;
  }

  /** What the folder of a dataset in this form must hold. */
  public static String expected(LeafySpurgeForm form) {
    return switch (form) {
      case CROP, CONTEXT ->
          "train/absent/, train/present/, test/absent/, test/present/ and in train/ and test/ a metadata.csv with columns file_name and cluster, there, in %1$s/ or in data/%1$s/"
              .formatted(form.word());
      case PAPER -> "absent/ and apparent/ with images, there or in data/spurge/";
      case PLOTS ->
          "absent/ and apparent/ (or present/) with pictures of plots of at least %1$d x %1$d pixels, there or in data/spurge/"
              .formatted(2 * SIDE);
    };
  }

  /**
   * Reads the dataset. The published forms have a test part, which serves for validation, and tell
   * the cluster of places that an image was taken in; of their other columns, such as coordinates,
   * none is read. The paper's forms have no parts. Each plot is a cluster of its own, so that its
   * four images stay on one side of the split.
   *
   * @param split which images are kept for validation, for forms without parts
   * @throws InvalidDatasetException telling what was expected and found
   */
  public static ImageDataset of(DatasetFiles files, LeafySpurgeForm form, ValidationSplit split) {
    Layout layout = new Layout(NAME, expected(form));
    return switch (form) {
      case CROP, CONTEXT -> published(layout, files, form.word(), split);
      case PAPER -> paper(layout, files, split);
      case PLOTS -> plots(layout, files, split);
    };
  }

  private static ImageDataset published(
      Layout layout, DatasetFiles files, String form, ValidationSplit split) {
    DatasetFiles root = layout.withAnyFile(files, "data/" + form, form, "");
    LeafySpurge reader = new LeafySpurge(layout, root, PUBLISHED_CLASSES);
    List<String> notes = new ArrayList<>();
    for (Part part : List.of(Part.TRAIN, Part.TEST)) {
      reader.readPublished(part, notes);
    }
    return reader.dataset(split).noting(notes);
  }

  private void readPublished(Part part, List<String> notes) {
    String folder = part.folderName() + "/";
    String metadata = folder + CaptionFile.NAME;
    Map<String, String> clusters = new TreeMap<>();
    CaptionFile.column(files.uri(metadata), layout.read(files, metadata), CLUSTER)
        .forEach((name, cluster) -> clusters.put(folder + name, cluster));
    int nowhere = 0;
    for (String path : photos(part.folderName())) {
      String told = clusters.remove(path);
      String cluster = told == null || told.isEmpty() ? null : told;
      nowhere += cluster == null ? 1 : 0;
      String className = path.substring(folder.length()).split("/", 2)[0];
      images.add(image(path, className, part).inCluster(cluster));
    }
    if (!clusters.isEmpty()) {
      throw layout.refusal(
          files,
          "%d images that %s names are not there (%s)"
              .formatted(
                  clusters.size(), metadata, AnnotatedImages.some(List.copyOf(clusters.keySet()))));
    }
    if (nowhere > 0) {
      notes.add(
          "%d images of %s have no cluster in %s".formatted(nowhere, part.folderName(), metadata));
    }
  }

  private static ImageDataset paper(Layout layout, DatasetFiles files, ValidationSplit split) {
    LeafySpurge reader = inClassFolders(layout, files);
    for (String path : reader.photos("")) {
      reader.images.add(reader.image(path, path.split("/", 2)[0], Part.TRAIN));
    }
    return reader.dataset(split);
  }

  private static ImageDataset plots(Layout layout, DatasetFiles files, ValidationSplit split) {
    LeafySpurge reader = inClassFolders(layout, files);
    List<String> plots = reader.photos("");
    for (String path : plots) {
      ImageFile plot = reader.image(path, path.split("/", 2)[0], Part.TRAIN).inCluster(path);
      IntStream.range(0, Cut.BesideCentre.QUARTERS)
          .mapToObj(quarter -> quarter(plot, quarter))
          .forEach(reader.images::add);
    }
    return reader
        .dataset(split)
        .noting(
            List.of(
                "%d plots give %d images of %d x %d pixels; the paper's botanist took out those of plots with spurge that show none, which nobody did here"
                    .formatted(plots.size(), reader.images.size(), SIDE, SIDE)));
  }

  private static ImageFile quarter(ImageFile plot, int quarter) {
    return new ImageFile(
        plot.id() + "#" + quarter,
        plot.uri(),
        plot.label(),
        plot.className(),
        plot.part(),
        plot.mask(),
        new Cut.BesideCentre(SIDE, quarter).text(),
        plot.caption(),
        plot.cluster());
  }

  private static LeafySpurge inClassFolders(Layout layout, DatasetFiles files) {
    DatasetFiles root = layout.withAnyFile(files, "data/spurge", "spurge", "");
    return new LeafySpurge(layout, root, PAPER_CLASSES);
  }

  private List<String> photos(String folder) {
    return files.list(folder).stream().filter(FolderListing::isImage).toList();
  }

  private ImageFile image(String path, String folder, Part part) {
    Integer label = FOLDERS.get(folder);
    if (label == null) {
      throw layout.refusal(files, path + " is in the folder of no class");
    }
    return ImageFile.of(path, files.uri(path), label, classNames.get(label), part);
  }

  private ListedDataset dataset(ValidationSplit split) {
    if (images.isEmpty()) {
      throw layout.refusal(files, "it holds no image");
    }
    return ListedDataset.of(NAME, classNames, images, split);
  }
}
