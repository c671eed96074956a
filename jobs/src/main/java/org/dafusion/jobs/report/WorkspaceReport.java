package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.report.Page;
import org.dafusion.report.Section;
import org.dafusion.report.SeriesColours;

/** The report of a workspace: what its tables hold, for people. */
final class WorkspaceReport {
  private WorkspaceReport() {}

  /**
   * The report as HTML. A part of the pipeline that has not run yet is a sentence in it.
   *
   * @param trials of these tables, judged by the part that settings name
   * @param tested the same, judged by the part for testing
   * @throws InvalidDatasetException if the workspace holds no table at all
   */
  static String html(
      WorkspaceTables tables,
      ComparedTrials trials,
      ComparedTrials tested,
      ReportSettings settings) {
    Workspace workspace = tables.workspace();
    if (tables.all().stream().allMatch(table -> table.read().isEmpty())) {
      throw new InvalidDatasetException(
          "Cannot report on %s because it holds none of the tables %s: run the stage prepare, or name another workspace"
              .formatted(workspace, tables.all().stream().map(RunTable::name).toList()));
    }
    String baseline = baseline(trials, settings.baseline());
    SeriesColours colours = new SeriesColours(methods(tables, trials), baseline);
    Overview overview = new Overview(tables, trials);
    return new Page(
            overview.title(),
            overview.facts(),
            new DatasetFindings(trials, baseline).sentences(),
            overview.cautions(),
            sections(tables, new Figures(trials, colours, settings.figures()), tested, settings),
            "Made by the stage report from the tables in %s.".formatted(workspace))
        .html();
  }

  private static List<Section> sections(
      WorkspaceTables tables, Figures figures, ComparedTrials tested, ReportSettings settings) {
    ComparedTrials trials = figures.trials();
    String baseline = figures.colours().baseline();
    ShownDraw draw = ShownDraw.of(tables, trials.latest());
    List<Section> sections = new ArrayList<>();
    PaperFigureSection.ofThePaper(figures).ifPresent(sections::add);
    sections.add(AccuracySection.of(figures, tested));
    PaperFigureSection.byName(figures).ifPresent(sections::add);
    DatasetsTogether.section(figures).ifPresent(sections::add);
    GainedAreaSection.section(figures).ifPresent(sections::add);
    DifferencesSection.section(trials, baseline).ifPresent(sections::add);
    sections.add(ClassSection.of(trials));
    ConfusionSection.section(trials, baseline, settings.figures().confusionClasses())
        .ifPresent(sections::add);
    sections.add(PicturesSection.of(tables, draw, settings));
    sections.add(IntensitySection.of(tables, figures.colours()));
    sections.add(TokensSection.of(tables, draw, settings.tokens()));
    sections.add(RunsSection.of(tables));
    sections.add(RefusedSection.of(tables, settings.rows()));
    sections.add(ConfigurationSection.of(tables));
    return sections;
  }

  /** Those of trials, then those that only made pictures. */
  private static List<String> methods(WorkspaceTables tables, ComparedTrials trials) {
    return Stream.concat(
            trials.methods().stream(),
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
  private static String baseline(ComparedTrials trials, String wanted) {
    List<String> methods = trials.methods();
    return methods.isEmpty() || methods.contains(wanted) ? wanted : methods.get(0);
  }
}
