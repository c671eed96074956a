package org.dafusion.jobs.inspect;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.report.PictureSheet;
import org.dafusion.jobs.report.Thumbnails;
import org.dafusion.jobs.report.WorkspaceTables;
import org.dafusion.jobs.stage.TextTable;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ErasuresTable;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.PredictionsTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.TableSeals;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;

/** What a table's folder holds, in words; which table it is, its columns tell. */
final class TableContents {
  // Intensities drawn from a list are counted one by one, those from a range in tenths.
  private static final int MOST_INTENSITIES = 12;
  private static final int BAR = 40;

  private final SparkSession spark;
  private final Path path;
  private final InspectSettings settings;
  private final TableSeals seals;
  private final Dataset<Row> rows;

  TableContents(SparkSession spark, Path path, InspectSettings settings) {
    this.spark = spark;
    this.path = path;
    this.settings = settings;
    this.seals = TableSeals.of(spark, path);
    this.rows = seals.read();
  }

  /**
   * The description, line by line; writes the contact sheet that it names.
   *
   * @throws InvalidDatasetException if it has the columns of no table
   */
  List<String> lines() {
    List<String> columns = Arrays.asList(rows.columns());
    if (columns.containsAll(without(SyntheticTable.SCHEMA, "member", "resamples"))) {
      return synthetic();
    } else if (columns.containsAll(without(ExamplesTable.SCHEMA, "mask", "caption"))) {
      return examples();
    } else if (columns.containsAll(List.of(TrialsTable.SCHEMA.fieldNames()))) {
      return trials();
    } else if (columns.containsAll(without(EmbeddingsTable.SCHEMA, "losses"))) {
      return embeddings();
    } else if (columns.containsAll(List.of(ErasuresTable.SCHEMA.fieldNames()))) {
      return erasures();
    } else if (columns.containsAll(List.of(PredictionsTable.SCHEMA.fieldNames()))) {
      return predictions();
    }
    throw new InvalidDatasetException(
        "Cannot inspect %s because it has the columns of no table: expected those of %s, found %s"
            .formatted(
                path,
                String.join(
                    " or ",
                    ExamplesTable.NAME,
                    EmbeddingsTable.NAME,
                    ErasuresTable.NAME,
                    SyntheticTable.NAME,
                    TrialsTable.NAME,
                    PredictionsTable.NAME),
                columns));
  }

  /** Tables from before there were some columns are inspected too. */
  private static List<String> without(StructType schema, String... newer) {
    List<String> columns = new ArrayList<>(List.of(schema.fieldNames()));
    columns.removeAll(List.of(newer));
    return columns;
  }

  private List<String> examples() {
    List<String> lines = title(ExamplesTable.NAME);
    lines.addAll(CrossTable.lines(rows, List.of("run", "dataset"), "status"));
    lines.addAll(CrossTable.lines(rows, List.of("class"), "part"));
    lines.add(sheet(this::ofClasses));
    return lines;
  }

  private List<String> synthetic() {
    List<String> lines = title(SyntheticTable.NAME);
    lines.addAll(CrossTable.lines(rows, methodColumns(), "status"));
    lines.addAll(CrossTable.lines(rows, List.of("class"), "status"));
    lines.addAll(intensities());
    lines.add(sheet(this::besideSources));
    return lines;
  }

  /** What tells methods apart; guidance only where it is not another for each picture. */
  private List<String> methodColumns() {
    List<String> columns = new ArrayList<>(List.of("run", "augmentation", "scheduler", "steps"));
    if (rows.select("guidance_scale").distinct().count() <= MOST_INTENSITIES) {
      columns.add("guidance_scale");
    }
    return columns;
  }

  private List<String> trials() {
    List<String> lines = title(TrialsTable.NAME);
    List<TrialRow> accuracies =
        rows
            .where(col("metric").equalTo("accuracy").and(col("class").isNull()))
            .collectAsList()
            .stream()
            .map(TrialsTable::fromRow)
            .sorted(Comparator.comparing(TrialRow::run).thenComparing(TrialRow::step))
            .toList();
    lines.addAll(TrialScores.lines(accuracies));
    return lines;
  }

  private List<String> embeddings() {
    List<String> lines = title(EmbeddingsTable.NAME);
    lines.addAll(CrossTable.lines(rows, List.of("run", "steps"), "status"));
    lines.addAll(CrossTable.lines(rows, List.of("class"), "status"));
    lines.addAll(range("loss"));
    lines.addAll(range("distance"));
    return lines;
  }

  private List<String> predictions() {
    List<String> lines = title(PredictionsTable.NAME);
    lines.addAll(CrossTable.lines(rows, List.of("run"), "status"));
    Dataset<Row> found = rows.where(col("status").equalTo(Status.OK.text()));
    lines.addAll(CrossTable.lines(found, List.of("class"), "run"));
    return lines;
  }

  private List<String> erasures() {
    List<String> lines = title(ErasuresTable.NAME);
    lines.addAll(CrossTable.lines(rows, List.of("run", "preset", "iterations"), "status"));
    lines.addAll(CrossTable.lines(rows, List.of("class"), "status"));
    lines.addAll(range("loss"));
    return lines;
  }

  /** From where to where a number goes in rows that are ok; no line where none has it. */
  private List<String> range(String column) {
    Row range =
        rows.where(col("status").equalTo(Status.OK.text())).agg(min(column), max(column)).first();
    return range.isNullAt(0)
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT, "  %s %.6f to %.6f", column, range.getDouble(0), range.getDouble(1)));
  }

  private List<String> title(String table) {
    long runs = rows.select("run").distinct().count();
    List<String> lines = new ArrayList<>();
    lines.add(
        "inspect: table %s at %s, %d rows in %d %s"
            .formatted(table, path, rows.count(), runs, runs == 1 ? "run" : "runs"));
    int sealed = seals.requireSealedRows();
    if (sealed > 0) {
      lines.add(
          "  the rows of %d %s are as they were sealed"
              .formatted(sealed, sealed == 1 ? "run" : "runs"));
    }
    return lines;
  }

  private Image ofClasses(Dataset<Row> images) {
    int columns = settings.columns();
    return new ClassSheet(settings.lines(columns), columns, settings.tile()).of(images);
  }

  private Image besideSources(Dataset<Row> images) {
    WorkspaceTables tables = new WorkspaceTables(Workspace.at(spark, path.getParent().toString()));
    // a source and at least one picture, even where they have to stand below each other
    int pictures = Math.max(1, settings.columns() - 1);
    return new PictureSheet(tables, settings.lines(1 + pictures), pictures, settings.tile())
        .of(images, settings.columns());
  }

  /** Writes the contact sheet beside the table's folder and tells where. */
  private String sheet(Function<Dataset<Row>, Image> drawing) {
    Dataset<Row> images = Thumbnails.withImage(rows);
    if (images.isEmpty()) {
      return "  no contact sheet, because no row holds an image";
    }
    Image image = drawing.apply(images);
    Path target = new Path(new Path(path.getParent(), "inspect"), path.getName() + ".png");
    try (OutputStream out =
        target.getFileSystem(spark.sparkContext().hadoopConfiguration()).create(target)) {
      out.write(ImageEncoder.png(image));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + target + " because " + e.getMessage(), e);
    }
    return "  contact sheet: " + target;
  }

  /** A histogram, one line per bar. */
  private List<String> intensities() {
    List<Row> counts = counts(rows);
    boolean tenths = counts.size() > MOST_INTENSITIES;
    if (tenths) {
      Column tenth = least(floor(col("intensity").multiply(10)), lit(9)).divide(10);
      counts = counts(rows.withColumn("intensity", tenth));
    }
    long most = counts.stream().mapToLong(row -> row.getLong(1)).max().orElse(1);
    List<List<String>> bars = new ArrayList<>();
    for (Row row : counts) {
      double low = row.getDouble(0);
      bars.add(
          List.of(
              tenths ? String.format(Locale.ROOT, "%.1f to %.1f", low, low + 0.1) : "" + low,
              Long.toString(row.getLong(1)),
              "#".repeat((int) Math.ceil((double) BAR * row.getLong(1) / most))));
    }
    return new TextTable(List.of("intensity", "rows", ""), bars).lines();
  }

  private static List<Row> counts(Dataset<Row> rows) {
    return rows.groupBy("intensity")
        .count()
        .orderBy("intensity")
        .limit(MOST_INTENSITIES + 1)
        .collectAsList();
  }
}
