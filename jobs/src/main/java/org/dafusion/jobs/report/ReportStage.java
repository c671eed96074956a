package org.dafusion.jobs.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.dafusion.jobs.benchmark.CountedTrials;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;

/**
 * All tables of a workspace → {@code <workspace>/report.html}: one file that needs no other, in
 * place of what an earlier run of the stage wrote; and the numbers of its trials → {@code
 * <workspace>/report}, for other programs.
 */
public final class ReportStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "report";

  private static final String FILE = "report.html";
  private static final double MEGABYTE = 1e6;

  private final String workspace;
  private final ReportSettings settings;
  private final CountedTrials counted;

  /**
   * The stage.
   *
   * @param counted trials that are compared; null for all of the workspace
   */
  public ReportStage(String workspace, ReportSettings settings, CountedTrials counted) {
    this.workspace = workspace;
    this.settings = settings;
    this.counted = counted;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidDatasetException if the workspace holds no table
   */
  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    WorkspaceTables tables = new WorkspaceTables(place);
    Dataset<Row> rows = rows(tables);
    String part = settings.figures().part();
    ComparedTrials trials = ComparedTrials.of(tables, rows, part);
    // told beside whatever else trials are judged by
    String test = Part.TEST.folderName();
    ComparedTrials tested =
        part.equals(test) ? ComparedTrials.none(test) : ComparedTrials.of(tables, rows, test);
    byte[] html =
        WorkspaceReport.html(tables, trials, tested, settings).getBytes(StandardCharsets.UTF_8);
    Path file = place.path(FILE);
    try {
      WholeFile.write(file, html, place.hadoop());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + " because " + e.getMessage(), e);
    }
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "report: %s, %.1f MB", file, html.length / MEGABYTE));
    long numbers = new ResultsFiles(place).write(tables, trials);
    if (numbers > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "report: %s, %,d numbers of %,d trials, and summary.csv; both as Parquet too",
              place.path("report/results.csv"),
              numbers,
              trials.trials().size()));
    }
    return Summary.of(lines);
  }

  /** Of the trials that are compared. */
  private Dataset<Row> rows(WorkspaceTables tables) {
    Dataset<Row> rows = tables.table(TrialsTable.NAME).read();
    return counted == null
        ? rows
        : rows.where(functions.col("run").isInCollection(counted.runs(tables.workspace())));
  }
}
