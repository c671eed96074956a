package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.dense_rank;
import static org.apache.spark.sql.functions.row_number;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.image.Image;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.SyntheticTable;

/**
 * The contact sheet of any choice of synthetic pictures, as one picture: a line for each source and
 * method, first the source, behind it what was made from it, ordered by intensity. Where several
 * runs of a method made something from a source, it is what the last of them made. Which pictures
 * are shown is decided from the other columns, so that only those are read.
 *
 * @param tables where the sources are
 * @param lines at most, at least 1; with more sources than that, the first of each class come
 *     before the second of any
 * @param pictures of a line at most, at least 1; the first that were made
 * @param tile side of a picture in pixels, at least 16
 */
public record PictureSheet(WorkspaceTables tables, int lines, int pictures, int tile) {
  private static final StructType LINES =
      new StructType()
          .add("run", DataTypes.StringType)
          .add("source_id", DataTypes.StringType)
          .add("line", DataTypes.IntegerType);
  private static final StructType FINISHED =
      new StructType().add("run", DataTypes.StringType).add("finished", DataTypes.IntegerType);

  public PictureSheet {
    if (lines < 1 || pictures < 1) {
      throw new IllegalArgumentException(
          "Invalid contact sheet: must have a line and a picture in it, found %d and %d"
              .formatted(lines, pictures));
    }
  }

  /**
   * Draws the sheet, line below line.
   *
   * @param synthetic rows of that table, with all its columns; those that are not ok are left out
   * @throws InvalidDatasetException if no picture is left
   */
  public Image of(Dataset<Row> synthetic) {
    return drawn(synthetic).belowEachOther();
  }

  /**
   * Draws the sheet with short lines beside each other.
   *
   * @param columns see {@link TileLines#besideEachOther}
   * @throws InvalidDatasetException as {@link #of(Dataset)}
   */
  public Image of(Dataset<Row> synthetic, int columns) {
    return drawn(synthetic).besideEachOther(columns);
  }

  private TileLines drawn(Dataset<Row> synthetic) {
    Dataset<Row> shown = Thumbnails.withImage(synthetic);
    List<Row> sources = sources(shown);
    if (sources.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot draw a contact sheet because none of the rows chosen holds a picture");
    }
    List<Row> thumbnails = new ArrayList<>(Thumbnails.of(shown, made(shown, sources), tile));
    Dataset<Row> examples = Thumbnails.withImage(tables.table(ExamplesTable.NAME).read());
    thumbnails.addAll(Thumbnails.of(examples, originals(sources), tile));
    return new TileLines(thumbnails, tile);
  }

  /** What each line is about, in columns class, source_id, augmentation and run. */
  private List<Row> sources(Dataset<Row> shown) {
    return shown
        .select("class", "source_id", "augmentation", "run")
        .distinct()
        // a run that is still at work is in no manifest yet
        .join(
            broadcast(shown.sparkSession().createDataFrame(finished(), FINISHED)),
            new String[] {"run"},
            "left")
        .withColumn(
            "rank",
            row_number()
                .over(
                    Window.partitionBy("class", "source_id", "augmentation")
                        .orderBy(col("finished").desc(), col("run"))))
        .where(col("rank").equalTo(1))
        .withColumn("turn", dense_rank().over(Window.partitionBy("class").orderBy("source_id")))
        .orderBy("turn", "class", "augmentation")
        .limit(lines)
        .orderBy("class", "source_id", "augmentation")
        .collectAsList();
  }

  /** The runs of pictures by when they were finished. */
  private List<Row> finished() {
    List<Row> runs = new ArrayList<>();
    for (RunManifest run : tables.runs(SyntheticTable.NAME)) {
      runs.add(RowFactory.create(run.run(), runs.size()));
    }
    return runs;
  }

  private List<Row> made(Dataset<Row> shown, List<Row> sources) {
    List<Row> numbered = new ArrayList<>();
    for (Row source : sources) {
      numbered.add(
          RowFactory.create(source.getAs("run"), source.getAs("source_id"), numbered.size()));
    }
    return shown
        .select("id", "run", "source_id", "repeat", "augmentation", "intensity")
        .join(
            broadcast(shown.sparkSession().createDataFrame(numbered, LINES)),
            new String[] {"run", "source_id"})
        .withColumn("rank", row_number().over(Window.partitionBy("line").orderBy("repeat")))
        .where(col("rank").leq(pictures))
        .withColumn(
            "place",
            row_number().over(Window.partitionBy("line").orderBy(col("intensity"), col("repeat"))))
        .collectAsList()
        .stream()
        .map(
            row ->
                Thumbnails.want(
                    row.getAs("id"),
                    row.getAs("run"),
                    row.getAs("line"),
                    row.getAs("place"),
                    String.format(
                        Locale.ROOT,
                        "%.2f %s",
                        row.<Double>getAs("intensity"),
                        row.getAs("augmentation"))))
        .toList();
  }

  /** The sources themselves, from the run of examples that each run of pictures was made from. */
  private List<Row> originals(List<Row> sources) {
    List<Row> wanted = new ArrayList<>();
    for (Row source : sources) {
      RunManifest run = tables.find(SyntheticTable.NAME, source.getAs("run"));
      wanted.add(
          Thumbnails.want(
              source.getAs("source_id"),
              run == null ? "" : run.inputs().get(ExamplesTable.NAME),
              wanted.size(),
              0,
              source.getAs("class")));
    }
    return wanted;
  }
}
