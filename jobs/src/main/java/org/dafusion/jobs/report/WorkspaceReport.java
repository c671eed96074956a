package org.dafusion.jobs.report;

import java.util.List;
import java.util.stream.Stream;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.report.Page;
import org.dafusion.report.SeriesColours;

/** The report of a workspace: what its tables hold, for people. */
final class WorkspaceReport {
  private WorkspaceReport() {}

  /**
   * The report as HTML. A part of the pipeline that has not run yet is a sentence in it.
   *
   * @throws InvalidDatasetException if the workspace holds no table at all
   */
  static String html(Workspace workspace, ReportSettings settings) {
    WorkspaceTables tables = new WorkspaceTables(workspace);
    if (tables.all().stream().allMatch(table -> table.read().isEmpty())) {
      throw new InvalidDatasetException(
          "Cannot report on %s because it holds none of the tables %s: run the stage prepare, or name another workspace"
              .formatted(workspace, tables.all().stream().map(RunTable::name).toList()));
    }
    TrialSelection trials = TrialSelection.of(tables);
    String baseline = baseline(trials, settings.baseline());
    SeriesColours colours = new SeriesColours(methods(tables, trials), baseline);
    ShownDraw draw = ShownDraw.of(tables, trials);
    Overview overview = new Overview(tables, trials);
    return new Page(
            overview.title(),
            overview.facts(),
            new Findings(trials.grid(), baseline).sentences(),
            overview.cautions(),
            List.of(
                AccuracySection.of(trials, colours),
                ClassSection.of(trials),
                PicturesSection.of(tables, draw, settings),
                IntensitySection.of(tables, colours),
                TokensSection.of(tables, draw, settings.tokens()),
                RunsSection.of(tables),
                RefusedSection.of(tables, settings.rows()),
                ConfigurationSection.of(tables)),
            "Made by the stage report from the tables in %s.".formatted(workspace))
        .html();
  }

  /** Those of trials, then those that only made pictures. */
  private static List<String> methods(WorkspaceTables tables, TrialSelection trials) {
    return Stream.concat(
            trials.grid().methods().stream(),
            tables
                .table(SyntheticTable.NAME)
                .read()
                .select("augmentation")
                .distinct()
                .orderBy("augmentation")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0)))
        .distinct()
        .toList();
  }

  /** The method that others are compared with: the one asked for, or the first that was tried. */
  private static String baseline(TrialSelection trials, String wanted) {
    List<String> methods = trials.grid().methods();
    return methods.isEmpty() || methods.contains(wanted) ? wanted : methods.get(0);
  }
}
