package org.dafusion.jobs.inspect;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.image.Image;
import org.dafusion.jobs.report.Thumbnails;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.ManifestFile;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.report.ContactSheet;
import org.dafusion.report.ContactSheet.Tile;

/**
 * The contact sheet of a table of images: of {@code examples} a line for each class, of {@code
 * synthetic} a line for each source with the pictures made from it. Which pictures go where is
 * decided from the other columns, so that only those pictures are read.
 */
final class TableSheet {
  private static final int MOST_LINES = 32;
  private static final long MOST_PIXELS = 100_000_000;
  private static final int CAPTION = 32;
  private static final Tile BLANK = new Tile(white(), "");
  private static final StructType LINES =
      new StructType()
          .add("run", DataTypes.StringType)
          .add("source_id", DataTypes.StringType)
          .add("line", DataTypes.IntegerType);

  private final SparkSession spark;
  private final InspectSettings settings;
  private final int span;
  private final List<Row> thumbnails = new ArrayList<>();

  private TableSheet(SparkSession spark, InspectSettings settings, int span) {
    this.spark = spark;
    this.settings = settings;
    this.span = span;
  }

  /** The sheet of {@code examples}; null where no row holds an image. */
  static Image ofExamples(SparkSession spark, Dataset<Row> rows, InspectSettings settings) {
    TableSheet sheet = new TableSheet(spark, settings, settings.columns());
    Dataset<Row> images = withImage(rows);
    List<Row> first =
        images
            .select("id", "run", "class")
            // runs that read the same photos hold each of them again
            .withColumn("copy", row_number().over(Window.partitionBy("id").orderBy("run")))
            .where(col("copy").equalTo(1))
            .withColumn("place", row_number().over(Window.partitionBy("class").orderBy("id")))
            .where(col("place").leq(sheet.span))
            .orderBy("class", "place")
            .collectAsList();
    List<Row> wanted = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (Row row : first) {
      String className = row.getAs("class");
      int line = lines.computeIfAbsent(className, name -> lines.size());
      if (line < sheet.lines()) {
        wanted.add(
            Thumbnails.want(
                row.getAs("id"),
                row.getAs("run"),
                line,
                row.<Integer>getAs("place") - 1,
                className));
      }
    }
    sheet.read(images, wanted);
    return sheet.image();
  }

  /** The sheet of {@code synthetic}; null where no row holds an image. */
  static Image ofSynthetic(
      SparkSession spark, Path table, Dataset<Row> rows, InspectSettings settings) {
    // a source and at least one picture, even where they have to stand below each other
    TableSheet sheet = new TableSheet(spark, settings, Math.max(2, settings.columns()));
    Dataset<Row> images = withImage(rows);
    List<Row> lines = sheet.sources(images);
    sheet.read(images, sheet.pictures(images, lines));
    Workspace workspace = Workspace.at(spark, table.getParent().toString());
    sheet.read(
        withImage(ExamplesTable.in(workspace).read()),
        originals(lines, SyntheticTable.in(workspace).manifest()));
    return sheet.image();
  }

  /** As many sources as there are lines: the first of each class and run, then the second. */
  private List<Row> sources(Dataset<Row> images) {
    List<Row> chosen =
        new ArrayList<>(
            images
                .select("run", "class", "source_id")
                .distinct()
                .withColumn(
                    "rank",
                    row_number().over(Window.partitionBy("run", "class").orderBy("source_id")))
                .orderBy("rank", "class", "run", "source_id")
                .limit(lines())
                .collectAsList());
    chosen.sort(
        Comparator.comparing((Row row) -> row.<String>getAs("class"))
            .thenComparing(row -> row.<String>getAs("source_id"))
            .thenComparing(row -> row.<String>getAs("run")));
    return chosen;
  }

  /** The pictures made from the sources, behind each of them. */
  private List<Row> pictures(Dataset<Row> images, List<Row> sources) {
    List<Row> lines = new ArrayList<>();
    for (Row source : sources) {
      lines.add(RowFactory.create(source.getAs("run"), source.getAs("source_id"), lines.size()));
    }
    return images
        .select("id", "run", "source_id", "repeat", "class", "intensity")
        .join(broadcast(spark.createDataFrame(lines, LINES)), new String[] {"run", "source_id"})
        .withColumn("place", row_number().over(Window.partitionBy("line").orderBy("repeat")))
        .where(col("place").lt(span))
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
                        row.getAs("class"))))
        .toList();
  }

  /** The sources themselves, from the run of {@code examples} that the manifest names. */
  private static List<Row> originals(List<Row> sources, ManifestFile manifest) {
    List<Row> wanted = new ArrayList<>();
    for (int line = 0; line < sources.size(); line++) {
      Row source = sources.get(line);
      String run =
          manifest
              .find(source.getAs("run"))
              .map(found -> found.inputs().get(ExamplesTable.NAME))
              .orElse("");
      wanted.add(Thumbnails.want(source.getAs("source_id"), run, line, 0, source.getAs("class")));
    }
    return wanted;
  }

  private void read(Dataset<Row> images, List<Row> wanted) {
    thumbnails.addAll(Thumbnails.of(images, wanted, settings.tile()));
  }

  /** Lines as long as the longest, several beside each other where there is room. */
  private Image image() {
    if (thumbnails.isEmpty()) {
      return null;
    }
    int lines = 1 + thumbnails.stream().mapToInt(row -> row.<Integer>getAs("line")).max().orElse(0);
    int used = 1 + thumbnails.stream().mapToInt(row -> row.<Integer>getAs("place")).max().orElse(0);
    List<Tile> tiles = new ArrayList<>(Collections.nCopies(lines * used, BLANK));
    for (Row row : thumbnails) {
      int at = row.<Integer>getAs("line") * used + row.<Integer>getAs("place");
      tiles.set(at, new Tile(Thumbnails.image(row), row.getAs("caption")));
    }
    int columns = settings.columns();
    int across = used > columns ? columns : columns / used * used;
    return ContactSheet.of(tiles, across, settings.tile());
  }

  private int lines() {
    long line = (long) span * settings.tile() * (settings.tile() + CAPTION);
    return (int) Math.max(1, Math.min(MOST_LINES, MOST_PIXELS / line));
  }

  private static Dataset<Row> withImage(Dataset<Row> rows) {
    return rows.where(col("status").equalTo(Status.OK.text()).and(col("image").isNotNull()));
  }

  private static Image white() {
    return new Image(1, 1, new byte[] {-1, -1, -1});
  }
}
