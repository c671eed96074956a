package org.dafusion.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.metrics.TrialScore;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports of several datasets and protocols, and figures that are asked for. */
class TestDatasetsReport extends SparkTest {
  private Workspace place;

  @BeforeEach
  void openWorkspace() {
    place = Workspace.at(spark, folder.resolve("work").toString());
  }

  @Test
  void trialsOfFigureFiveAreHeldAgainstIt() {
    new PaperTrials(place, PaperTrials.DATASETS, List.of("clean")).write();

    Document page = page(List.of("gained-accuracy"), "5");

    assertThat(page.select("h1").text()).isEqualTo("7 datasets");
    assertThat(page.select("section.chapter > h2").eachText())
        .startsWith(
            "Figure 5 of the paper: few-shot classification on seven datasets",
            "Accuracy",
            "Figures",
            "Datasets together",
            "Gain over all numbers of examples",
            "Paired differences",
            "Accuracy by class",
            "What is taken for what");
    assertThat(page.select("#paper-figure .lead").text())
        .startsWith("The paper: DA-Fusion gains 5 to 15 points over RandAugment");
    assertThat(page.select("#paper-figure .panel h4").eachText())
        .containsExactly(
            "caltech101",
            "coco",
            "fgvc-aircraft",
            "flowers102",
            "leafy-spurge",
            "pascal-voc",
            "stanford-cars",
            "Overall");
    assertThat(page.select("#paper-figure .legend li").eachText())
        .containsExactlyElementsOf(PaperTrials.METHODS);
    assertThat(page.select("#paper-figure .panel .note").first().text()).isEqualTo("4 seeds");
    // what stands above is not drawn again
    assertThat(page.select("#accuracy .panel")).isEmpty();
    assertThat(page.select("#accuracy summary").eachText()).hasSize(7).contains("Numbers of coco");
    assertThat(page.select("#figures .panel")).hasSize(7);
    assertThat(page.select("#figures .legend li").eachText())
        .containsExactly("real-guidance", "da-fusion");
    assertTogether(page);
    assertThat(page.select("#areas .panel h4").eachText()).hasSize(8).endsWith("Overall");
    assertThat(page.select("#areas .panel svg text").eachText())
        .contains("real-guidance", "da-fusion", "points over randaugment");
    assertThat(page.select("#confusion summary").eachText())
        .hasSize(14)
        .contains("coco, randaugment", "coco, real-guidance", "leafy-spurge, da-fusion");
    assertThat(page.select(".findings li").eachText())
        .hasSize(2)
        .anyMatch(text -> text.startsWith("da-fusion gains on randaugment for caltech101, coco,"));
  }

  private static void assertTogether(Document page) {
    assertThat(page.select("#together .panel h4").eachText())
        .containsExactly("Common concepts", "Fine-grain concepts", "Novel concepts");
    assertThat(page.select("#together .panel .note").eachText())
        .containsExactly(
            "caltech101, coco, pascal-voc; 4 seeds",
            "fgvc-aircraft, flowers102, stanford-cars; 4 seeds",
            "leafy-spurge; 4 seeds");
    assertThat(page.select("#together tbody tr td:first-child").eachText())
        .containsExactly(
            "Overall", "Overall", "Common", "Common", "Fine-grain", "Fine-grain", "Novel", "Novel");
  }

  @Test
  void everyNumberSaysWhichProtocolItIsOf() {
    new PaperTrials(place, List.of("coco", "birds"), List.of("clean", "published")).write();

    Document page = page(List.of(), "");

    assertThat(page.select("#accuracy figcaption").eachText())
        .anyMatch(text -> text.endsWith("(Student's t), clean protocol."))
        .anyMatch(text -> text.endsWith("(Student's t), published protocol."));
    assertThat(page.select("#accuracy summary").eachText())
        .containsExactly(
            "Numbers of birds, clean protocol",
            "Numbers of birds, published protocol",
            "Numbers of coco, clean protocol",
            "Numbers of coco, published protocol");
    assertThat(page.select("#accuracy .lead").text())
        .contains("after its last step of training", "In the published protocol: mean over");
    assertThat(page.select(".cautions li").eachText())
        .anyMatch(text -> text.startsWith("In the published protocol the epoch is chosen by"));
    assertThat(page.select("#together p").eachText())
        .contains("In no bin, because report.bins does not name them: birds.");
    // of the published protocol the first epoch is told, which is 2 points better
    assertThat(accuracy(page, "coco, published protocol"))
        .isCloseTo(accuracy(page, "coco, clean protocol") + 2, within(0.11));
  }

  /** In percent, of the first row of a table of numbers. */
  private static double accuracy(Document page, String trials) {
    Element details =
        page.select("#accuracy details").stream()
            .filter(each -> each.select("summary").text().equals("Numbers of " + trials))
            .findFirst()
            .orElseThrow();
    return Double.parseDouble(details.select("tbody tr").get(0).child(3).text());
  }

  @Test
  void aFigureThatTrialsDoNotAllowIsASentence() {
    new SmallWorkspace(place).trials(List.of(new TrialScore("randaugment", 2, 0, 0.5)));

    Document page = page(List.of("bins", "bars"), "10");

    assertThat(page.select("#paper-figure p").eachText())
        .anyMatch(text -> text.startsWith("There is no figure gained-area, for which there must"));
    assertThat(page.select("#figures p").eachText())
        .anyMatch(text -> text.startsWith("There is no figure bins, for which a dataset in"));
    assertThat(page.select("#figures .panel svg text").eachText()).contains("randaugment", "50%");
    assertThat(page.select("#together, #areas, #differences, #confusion")).isEmpty();
  }

  private Document page(List<String> names, String paper) {
    FigureSettings usual = TestWorkspaceReport.FIGURES;
    FigureSettings figures =
        new FigureSettings(
            names, paper, usual.interval(), usual.part(), usual.confusionClasses(), usual.bins());
    WorkspaceTables tables = new WorkspaceTables(place);
    String html =
        WorkspaceReport.html(
            tables,
            ComparedTrials.of(tables, figures.part()),
            ComparedTrials.none("test"),
            new ReportSettings("all", "randaugment", 24, 2, 3, 64, 24, 50, figures));
    return Jsoup.parse(html);
  }
}
