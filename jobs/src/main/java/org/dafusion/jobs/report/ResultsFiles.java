package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sort_array;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.IntervalKind;

/**
 * The numbers of the compared trials for other programs, in {@code <workspace>/report}: {@code
 * results} with a row for each number, and {@code summary} with means over seeds, each as CSV and
 * as Parquet. Rows stream through; the driver holds a partition of them at a time.
 *
 * <p>CSV has empty fields for what a row has none of, such as a class, and a header.
 */
final class ResultsFiles {
  /** What rows of a summary have in common. */
  private static final List<String> CELL =
      List.of("dataset", "protocol", "method", "examples_per_class", "part", "metric", "class");

  private static final StructType SUMMARY = summarySchema();

  private final Workspace workspace;

  ResultsFiles(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Writes the files, in place of former ones.
   *
   * @return how many rows the results have; 0 where there are no trials, and no files either
   */
  long write(WorkspaceTables tables, ComparedTrials trials) {
    if (trials.isEmpty()) {
      return 0;
    }
    Dataset<Row> results = results(tables.table(TrialsTable.NAME).read(), trials.trials());
    Dataset<Row> written = write(results, "results");
    write(summary(written), "summary");
    return written.count();
  }

  private Dataset<Row> write(Dataset<Row> rows, String name) {
    String folder = workspace.path("report/" + name + ".parquet").toString();
    // some rows of few bytes: one file is handier than many
    rows.coalesce(1).write().mode("overwrite").parquet(folder);
    Dataset<Row> written = rows.sparkSession().read().schema(rows.schema()).parquet(folder);
    writeCsv(ordered(written), workspace.path("report/" + name + ".csv"));
    return written;
  }

  /** All numbers of some trials, those at the moment that the report tells of marked. */
  private static Dataset<Row> results(Dataset<Row> trials, List<TrialRow> chosen) {
    Dataset<Row> moments =
        trials
            .sparkSession()
            .createDataFrame(
                chosen.stream().map(row -> RowFactory.create(row.run(), row.step())).toList(),
                new StructType()
                    .add("run", DataTypes.StringType)
                    .add("reported_step", DataTypes.IntegerType));
    return ordered(
        trials
            .join(broadcast(moments), "run")
            .select(
                col("dataset"),
                coalesce(col("protocol"), lit(TrialMoments.CLEAN)).as("protocol"),
                col("augmentation").as("method"),
                col("examples_per_class"),
                col("seed"),
                col("epoch"),
                col("step"),
                col("part"),
                col("metric"),
                col("class"),
                col("predicted"),
                col("value"),
                col("step").equalTo(col("reported_step")).as("reported"),
                col("run")));
  }

  /**
   * Means over seeds at the moments that the report tells of. Counts of confusions take no part: of
   * those that are nought there are no rows, so a mean over rows would not be one over seeds.
   */
  private static Dataset<Row> summary(Dataset<Row> results) {
    Column[] cell = CELL.stream().map(name -> col(name)).toArray(Column[]::new);
    return ordered(
        results
            .where(col("reported").and(col("predicted").isNull()))
            .groupBy(cell)
            .agg(sort_array(collect_list("value")).as("values"))
            .map((MapFunction<Row, Row>) ResultsFiles::summarised, Encoders.row(SUMMARY)));
  }

  private static Row summarised(Row cell) {
    double[] values =
        cell.<Double>getList(cell.fieldIndex("values")).stream()
            .mapToDouble(Double::doubleValue)
            .toArray();
    Object[] fields = new Object[SUMMARY.size()];
    for (int i = 0; i < CELL.size(); i++) {
      fields[i] = cell.getAs(CELL.get(i));
    }
    int next = CELL.size();
    boolean finite = Arrays.stream(values).allMatch(Double::isFinite);
    fields[next++] = values.length;
    fields[next++] = Arrays.stream(values).average().orElse(Double.NaN);
    for (IntervalKind kind : IntervalKind.values()) {
      ConfidenceInterval found =
          finite && values.length > 1 ? kind.of(values, ConfidenceInterval.PAPER_LEVEL) : null;
      fields[next++] = found == null ? null : found.low();
      fields[next++] = found == null ? null : found.high();
    }
    return RowFactory.create(fields);
  }

  private static StructType summarySchema() {
    StructType schema = new StructType();
    for (String name : CELL) {
      schema =
          schema.add(
              name,
              name.equals("examples_per_class") ? DataTypes.IntegerType : DataTypes.StringType);
    }
    schema = schema.add("seeds", DataTypes.IntegerType).add("mean", DataTypes.DoubleType);
    for (IntervalKind kind : IntervalKind.values()) {
      String name = kind.key().replace('-', '_');
      schema =
          schema.add(name + "_low", DataTypes.DoubleType).add(name + "_high", DataTypes.DoubleType);
    }
    return schema;
  }

  private static Dataset<Row> ordered(Dataset<Row> rows) {
    return rows.orderBy(
        Arrays.stream(rows.columns())
            .filter(name -> !name.equals("value") && !name.equals("mean"))
            .map(name -> col(name))
            .toArray(Column[]::new));
  }

  private void writeCsv(Dataset<Row> rows, Path place) {
    try {
      java.nio.file.Path local = Files.createTempFile("results", ".csv");
      try {
        print(rows, local);
        WholeFile.store(place, local, workspace.hadoop());
      } finally {
        Files.deleteIfExists(local);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + place + " because " + e.getMessage(), e);
    }
  }

  private static void print(Dataset<Row> rows, java.nio.file.Path local) throws IOException {
    CSVFormat format =
        CSVFormat.RFC4180.builder().setRecordSeparator('\n').setHeader(rows.columns()).build();
    try (BufferedWriter writer = Files.newBufferedWriter(local);
        CSVPrinter printer = new CSVPrinter(writer, format)) {
      for (Iterator<Row> each = rows.toLocalIterator(); each.hasNext(); ) {
        Row row = each.next();
        printer.printRecord(IntStream.range(0, row.size()).mapToObj(row::get));
      }
    }
  }
}
