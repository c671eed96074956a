package org.dafusion.jobs.inspect;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.dafusion.image.Image;
import org.dafusion.jobs.report.Thumbnails;
import org.dafusion.jobs.report.TileLines;

/**
 * The contact sheet of {@code examples}: a line for each class, with its first images. Which images
 * go where is decided from the other columns, so that only those are read.
 *
 * @param lines at most
 * @param columns images of a line at most
 * @param tile side of an image in pixels
 */
record ClassSheet(int lines, int columns, int tile) {
  /**
   * Draws the sheet.
   *
   * @param images rows of the table that hold an image, at least one
   */
  Image of(Dataset<Row> images) {
    List<Row> first =
        images
            .select("id", "run", "class")
            // runs that read the same photos hold each of them again
            .withColumn("copy", row_number().over(Window.partitionBy("id").orderBy("run")))
            .where(col("copy").equalTo(1))
            .withColumn("place", row_number().over(Window.partitionBy("class").orderBy("id")))
            .where(col("place").leq(columns))
            .orderBy("class", "place")
            .collectAsList();
    List<Row> wanted = new ArrayList<>();
    Map<String, Integer> lineOf = new HashMap<>();
    for (Row row : first) {
      String className = row.getAs("class");
      int line = lineOf.computeIfAbsent(className, name -> lineOf.size());
      if (line < lines) {
        wanted.add(
            Thumbnails.want(
                row.getAs("id"),
                row.getAs("run"),
                line,
                row.<Integer>getAs("place") - 1,
                className));
      }
    }
    return new TileLines(Thumbnails.of(images, wanted, tile), tile).besideEachOther(columns);
  }
}
