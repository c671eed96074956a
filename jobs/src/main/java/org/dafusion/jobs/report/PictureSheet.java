package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import java.util.ArrayList;
import java.util.Collections;
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
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.report.ContactSheet;
import org.dafusion.report.ContactSheet.Tile;

/**
 * The contact sheet of any choice of synthetic pictures, as one picture: a line for each source and
 * method, first the source, behind it what was made from it, ordered by intensity. Where several
 * runs of a method made something from a source, it is what the last of them made.
 *
 * @param tables where the sources are
 * @param lines at most, at least 1
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
  private static final Tile BLANK = new Tile(new Image(1, 1, new byte[] {-1, -1, -1}), "");

  public PictureSheet {
    if (lines < 1 || pictures < 1) {
      throw new IllegalArgumentException(
          "Invalid contact sheet: must have a line and a picture in it, found %d and %d"
              .formatted(lines, pictures));
    }
  }

  /**
   * Draws the sheet.
   *
   * @param synthetic rows of that table, with all its columns; those that are not ok are left out
   * @throws InvalidDatasetException if no picture is left
   */
  public Image of(Dataset<Row> synthetic) {
    Dataset<Row> shown = ok(synthetic);
    List<Row> sources =
        shown
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
                            .orderBy(col("finished").desc())))
            .where(col("rank").equalTo(1))
            .orderBy("class", "source_id", "augmentation")
            .limit(lines)
            .collectAsList();
    if (sources.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot draw a contact sheet because none of the rows chosen holds a picture");
    }
    List<Row> thumbnails = new ArrayList<>(Thumbnails.of(shown, made(shown, sources), tile));
    thumbnails.addAll(
        Thumbnails.of(ok(tables.table(ExamplesTable.NAME).read()), originals(sources), tile));
    return grid(thumbnails, sources.size());
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

  /** Lines as long as the longest. */
  private Image grid(List<Row> thumbnails, int lines) {
    int columns =
        1 + thumbnails.stream().mapToInt(row -> row.<Integer>getAs("place")).max().orElse(0);
    List<Tile> tiles = new ArrayList<>(Collections.nCopies(lines * columns, BLANK));
    for (Row row : thumbnails) {
      tiles.set(
          row.<Integer>getAs("line") * columns + row.<Integer>getAs("place"),
          new Tile(Thumbnails.image(row), row.getAs("caption")));
    }
    return ContactSheet.of(tiles, columns, tile);
  }

  private static Dataset<Row> ok(Dataset<Row> rows) {
    return rows.where(col("status").equalTo(Status.OK.text()).and(col("image").isNotNull()));
  }
}
