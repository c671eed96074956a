package org.dafusion.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.Workspace;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports of several datasets and protocols. */
class TestDatasetsReport extends SparkTest {
  private Workspace place;

  @BeforeEach
  void openWorkspace() {
    place = Workspace.at(spark, folder.resolve("work").toString());
  }

  @Test
  void looks() throws Exception {
    new PaperTrials(place, PaperTrials.DATASETS, List.of("clean")).write();
    String html = html(figures(List.of("gained-accuracy"), "5"));
    Files.writeString(Path.of("/tmp/wR-report.html"), html);
    Document page = Jsoup.parse(html);
    assertThat(page.select("h1").text()).isEqualTo("7 datasets");
  }

  private static FigureSettings figures(List<String> names, String paper) {
    FigureSettings usual = TestWorkspaceReport.FIGURES;
    return new FigureSettings(
        names, paper, usual.interval(), usual.part(), usual.confusionClasses(), usual.bins());
  }

  private String html(FigureSettings figures) {
    WorkspaceTables tables = new WorkspaceTables(place);
    return WorkspaceReport.html(
        tables,
        ComparedTrials.of(tables, figures.part()),
        new ReportSettings("randaugment", 24, 2, 3, 64, 24, 50, figures));
  }
}
