package org.dafusion.jobs.dataset;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.dafusion.data.ImageDataset;
import org.dafusion.data.ImageFile;
import org.dafusion.data.Part;

/**
 * Label and part of images that lie in rows of other files, by file and row: one number an image,
 * so that those of a million travel to tasks as 4 MB.
 */
final class PlacedLabels implements UDF2<String, Long, Integer> {
  private static final long serialVersionUID = 1;
  private static final int PARTS = Part.values().length;

  /** The number of rows that a dataset leaves out. */
  private static final int LEFT_OUT = -1;

  private final HashMap<String, int[]> byFile = new HashMap<>();

  /** Those of a dataset, whose images are at {@code file#row}. */
  PlacedLabels(ImageDataset dataset) {
    List<ImageFile> images = dataset.files();
    Map<String, Integer> rows = new TreeMap<>();
    images.forEach(image -> rows.merge(file(image), row(image) + 1, Math::max));
    rows.forEach((file, count) -> byFile.put(file, empty(count)));
    images.forEach(
        image ->
            byFile.get(file(image))[row(image)] = image.label() * PARTS + image.part().ordinal());
  }

  /** Where an image is. */
  static String uri(String file, long row) {
    return file + "#" + row;
  }

  private static String file(ImageFile image) {
    return image.uri().substring(0, image.uri().lastIndexOf('#'));
  }

  private static int row(ImageFile image) {
    String uri = image.uri();
    return Integer.parseInt(uri, uri.lastIndexOf('#') + 1, uri.length(), 10);
  }

  private static int[] empty(int rows) {
    int[] labels = new int[rows];
    Arrays.fill(labels, LEFT_OUT);
    return labels;
  }

  @Override
  public Integer call(String file, Long row) {
    int[] labels = byFile.get(file);
    return labels == null || row >= labels.length ? LEFT_OUT : labels[row.intValue()];
  }

  /** The number of an image in columns {@code file} and {@code row}. */
  Column number() {
    return functions
        .udf(this, DataTypes.IntegerType)
        .apply(functions.col("file"), functions.col("row"));
  }

  /** Whether the dataset has the image of such a number. */
  static Column isThere(Column number) {
    return number.notEqual(LEFT_OUT);
  }

  static Column label(Column number) {
    return functions.floor(number.divide(PARTS)).cast(DataTypes.LongType);
  }

  static Column part(Column number) {
    String[] names = Arrays.stream(Part.values()).map(Part::folderName).toArray(String[]::new);
    return functions.get(functions.lit(names), number.mod(PARTS));
  }
}
