package org.dafusion.jobs.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
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

  /** The stage. */
  public ReportStage(String workspace, ReportSettings settings) {
    this.workspace = workspace;
    this.settings = settings;
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
    ComparedTrials trials = ComparedTrials.of(tables, settings.figures().part());
    byte[] html = WorkspaceReport.html(tables, trials, settings).getBytes(StandardCharsets.UTF_8);
    Path file = place.path(FILE);
    try {
      WholeFile.write(file, html, place.hadoop());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + " because " + e.getMessage(), e);
    }
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "report: %s, %.1f MB", file, html.length / MEGABYTE));
    long rows = new ResultsFiles(place).write(tables, trials);
    if (rows > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "report: %s, %,d numbers of %,d trials, and summary.csv; both as Parquet too",
              place.path("report/results.csv"),
              rows,
              trials.trials().size()));
    }
    return Summary.of(lines);
  }
}
