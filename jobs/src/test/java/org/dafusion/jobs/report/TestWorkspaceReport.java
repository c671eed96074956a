package org.dafusion.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.metrics.DatasetBins;
import org.dafusion.metrics.TrialScore;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestWorkspaceReport extends SparkTest {
  static final FigureSettings FIGURES =
      new FigureSettings(
          List.of(),
          "",
          "student-t",
          "validation",
          20,
          new DatasetBins(
              List.of("coco", "pascal", "pascal-voc", "caltech101"),
              List.of("flowers102", "fgvc-aircraft", "aircraft", "stanford-cars", "cars"),
              List.of("leafy-spurge", "spurge")));

  private static final ReportSettings SETTINGS =
      new ReportSettings("all", "baseline", 24, 2, 3, 64, 24, 50, FIGURES);

  private static final byte[] PREVIEW = SmallWorkspace.png(1);

  private Workspace place;
  private SmallWorkspace small;

  @BeforeEach
  void openWorkspace() {
    place = Workspace.at(spark, folder.resolve("work").toString());
    small = new SmallWorkspace(place);
  }

  @Test
  void aWholeWorkspaceIsShownFromItsTables() throws Exception {
    small.examples();
    small.synthetic("da-fusion");
    small.synthetic("real-guidance");
    small.embeddings();
    small.trials(List.of(new TrialScore("baseline", 2, 0, 0.5)));
    Files.createDirectories(folder.resolve("work/previews"));
    Files.write(folder.resolve("work/previews/r1-2.png"), PREVIEW);

    String html = html();

    Document page = Jsoup.parse(html);
    assertThat(html).doesNotContain("http:", "https:", "<script", "@import");
    assertThat(page.select("img").eachAttr("src"))
        .isNotEmpty()
        .allMatch(image -> image.startsWith("data:image/jpeg;base64,"));
    assertThat(page.select("h1").text()).isEqualTo("tiles <of> land");
    assertThat(page.select("section.chapter > h2").eachText())
        .containsExactly(
            "Accuracy",
            "Accuracy by class",
            "Pictures",
            "Intensities",
            "Learned tokens",
            "What was run",
            "Rows without a result",
            "Configuration");
    assertCautions(page);
    assertSheets(page);
    assertTokens(page);
    assertThat(row(page, "#refused", "train/ant/broken.jpg"))
        .contains("refused", "the file ends <early>");
    assertThat(row(page, "#refused", "class/" + SmallWorkspace.ODD))
        .contains("diverged", "the loss was NaN at step 2");
    assertThat(row(page, "#runs", "augment"))
        .containsExactly("augment", "da-fusion", "2", "48", "0", "24.0 s", "2.00", "cpu");
    assertThat(row(page, "#configuration", "recipe.learning-rate")).contains("0.002");
    assertThat(row(page, "#configuration", "input examples")).contains("e1");
    assertThat(row(page, "#configuration", "input backbone")).contains("random");
    assertThat(page.select("#intensities svg text").eachText())
        .contains("da-fusion", "real-guidance", "0.25", "1.0");
  }

  private static void assertCautions(Document page) {
    assertThat(page.select(".cautions li").eachText())
        .anyMatch(text -> text.contains("rendered by a program, not photographed"))
        .anyMatch(text -> text.contains("diffusion model has random weights"))
        .anyMatch(text -> text.contains("backbone has random weights"))
        .anyMatch(text -> text.startsWith("There is one seed, so there are no intervals"))
        .contains("Accuracy is measured on 2 validation pictures; each is worth 50.0 points.")
        .contains("1 row holds no result; the reasons stand at the end.");
  }

  /** Two of three sources and three of four pictures, by intensity, of the later run alone. */
  private static void assertSheets(Document page) {
    assertThat(page.select(".sheet h3").eachText()).containsExactly("ant", SmallWorkspace.ODD);
    for (Element sheet : page.select(".sheet")) {
      assertThat(sheet.select(".source span").eachText())
          .containsExactly(
              "train/" + sheet.select("h3").text() + "/0.png",
              "train/" + sheet.select("h3").text() + "/1.png");
      assertThat(sheet.select(".strip h4").eachText())
          .containsExactly("da-fusion", "real-guidance", "da-fusion", "real-guidance");
      for (Element strip : sheet.select(".strip")) {
        assertThat(strip.select("b").eachText()).containsExactly("0.25", "0.75", "1.00");
      }
      assertThat(sheet.select(".tiles span").eachText())
          .startsWith("“a tile of " + sheet.select("h3").text() + "”", "seed 1");
      assertThat(sheet.select(".note").text())
          .isEqualTo(
              "2 of 3 sources are shown. Of each source and method the first 3 pictures are"
                  + " shown.");
      assertThat(sheet.select("img")).hasSize(2 * (1 + 2 * 3));
    }
    assertThat(page.select("#pictures .lead").text())
        .contains("da-fusion is run da-fusion; real-guidance is run real-guidance.");
  }

  private static void assertTokens(Document page) {
    assertThat(page.select("#tokens .picture img")).hasSize(1);
    assertThat(page.select("#tokens svg text").eachText()).contains("<ant>", "<odd>", "steps");
    assertThat(row(page, "#tokens", "<odd>")).contains("diverged", "2");
  }

  @Test
  void ofABenchmarkPicturesAndTokensAreThoseOfTheLargestDrawWithTheLowestSeed() throws Exception {
    small.examples();
    small.benchmark();
    Files.createDirectories(folder.resolve("work/previews"));
    for (String run : List.of("r2of0", "r2of1", "r1of1")) {
      Files.write(folder.resolve("work/previews/" + run + "-2.png"), PREVIEW);
    }

    Document page = Jsoup.parse(html());

    List<String> drawn = SmallWorkspace.drawn(new FewShotSplit(2, 0));
    assertThat(page.select(".sheet h3").eachText())
        .containsExactly(
            "ant, 2 examples per class, seed 0",
            SmallWorkspace.ODD + ", 2 examples per class, seed 0");
    assertThat(page.select(".sheet .source span").eachText())
        .containsExactlyInAnyOrderElementsOf(drawn);
    assertThat(page.select(".sheet .strip h4").eachText())
        .hasSize(2 * drawn.size())
        .containsOnly("plain", "learned");
    assertThat(page.select(".sheet .note").eachText()).isEmpty();
    assertThat(page.select("#pictures .lead").text())
        .contains(
            "Of 4 draws of images, the largest with the lowest seed is shown.",
            "learned is run learned-2-0");
    assertThat(page.select("#tokens .lead").text())
        .contains("run r2of0 (2 examples per class, seed 0), one of 4 runs");
    assertThat(page.select("#tokens figcaption").eachText())
        .anyMatch(text -> text.startsWith("What tokens of 2 examples per class, seed 0 make"));
  }

  @Test
  void theSmallModelAndRenderedTilesAreNamedForWhatTheyAre() {
    small.examples();
    small.pictures(
        "plain",
        "plain",
        Map.of("model.path", "rangeland"),
        SmallWorkspace.drawn(new FewShotSplit(1, 0)),
        1);

    Document page = Jsoup.parse(html());

    assertThat(page.select(".cautions li").eachText())
        .anyMatch(text -> text.contains("rendered by a program, not photographed"))
        .anyMatch(
            text ->
                text.contains("its results say nothing about real land or about Stable Diffusion"));
  }

  @Test
  void methodsAreJudgedByPairedDifferencesToTheBaseline() {
    List<TrialScore> trials = new ArrayList<>();
    for (long seed = 0; seed < 3; seed++) {
      double base = 0.5 + 0.1 * seed;
      for (int examples : List.of(2, 4)) {
        trials.add(new TrialScore("baseline", examples, seed, base));
        trials.add(new TrialScore("gains", examples, seed, base + 0.05));
        trials.add(new TrialScore("loses", examples, seed, base - 0.02));
        trials.add(new TrialScore("wavers", examples, seed, base + (seed == 0 ? 0.1 : -0.05)));
      }
    }
    small.trials(trials);

    Document page = Jsoup.parse(html());

    assertThat(page.select(".findings li").eachText())
        .satisfiesExactly(
            text -> assertThat(text).startsWith("gains gains on baseline over all numbers"),
            text -> assertThat(text).startsWith("loses loses to baseline over all numbers"),
            text -> assertThat(text).startsWith("wavers cannot be told from baseline over all"));
    // mean 0.6 and Student's t of 68 % with 2 degrees of freedom, 1.3116 * 0.1 / sqrt(3)
    assertThat(page.select("#accuracy table tbody tr").get(0).select("td"))
        .extracting(Element::text)
        .containsExactly("2", "baseline", "3", "60.0", "52.4 to 67.6", "", "");
    assertThat(page.select("#accuracy td.gain").eachText()).containsExactly("+5.0", "+5.0");
    assertThat(page.select("#accuracy td.loss").eachText()).containsExactly("−2.0", "−2.0");
    assertThat(page.select("#accuracy svg text").eachText())
        .contains("2", "4", "baseline", "gains", "loses", "wavers");
    assertThat(page.select("#classes table").get(0).select("tbody tr").get(0).select("td"))
        .extracting(Element::text)
        .containsExactly("ant", "60.0", "65.0", "58.0", "60.0");
  }

  @Test
  void whatHasNotRunYetIsASentence() {
    small.examples();

    Document page = Jsoup.parse(html());

    assertThat(page.select("section.chapter .lead").eachText())
        .contains(
            "No classifier has been trained in this workspace yet.",
            "There are no trials to break down by class.",
            "No synthetic pictures have been made yet.",
            "There are no synthetic pictures to count.",
            "No tokens have been learned or imported.");
    assertThat(page.select(".findings")).isEmpty();
  }

  @Test
  void anEmptyWorkspaceIsRefused() {
    assertThatThrownBy(() -> html())
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith("Cannot report on file:" + folder.resolve("work"))
        .hasMessageContaining("holds none of the tables [examples, erasures, embeddings,");
  }

  @Test
  void settingsAreReadFromTheirBlock() {
    ReportSettings settings =
        ReportSettings.from(
            ExperimentConfig.load(
                    ExperimentConfig.reference(), null, List.of("report.rows=7"), Map.of())
                .config()
                .getConfig("report"));

    assertThat(settings)
        .isEqualTo(new ReportSettings("all", "baseline", 24, 4, 10, 128, 24, 7, FIGURES));
    assertThatThrownBy(() -> new ReportSettings("all", "", 0, 4, 10, 1000, 24, 7, FIGURES))
        .hasMessageContaining("report.baseline")
        .hasMessageContaining("report.classes")
        .hasMessageContaining("report.tile");
  }

  private String html() {
    WorkspaceTables tables = new WorkspaceTables(place);
    return WorkspaceReport.html(
        tables,
        ComparedTrials.of(tables, "validation"),
        ComparedTrials.of(tables, "test"),
        SETTINGS);
  }

  /** The cells of the first row of a section that begins with this text. */
  private static List<String> row(Document page, String section, String first) {
    return page.select(section + " tbody tr").stream()
        .filter(row -> row.child(0).text().equals(first))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No row of " + section + " begins with " + first))
        .select("td")
        .eachText();
  }
}
