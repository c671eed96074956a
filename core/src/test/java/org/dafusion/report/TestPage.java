package org.dafusion.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dafusion.image.Image;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class TestPage {
  private static final String ODD = "<script>alert('a & \"b\"')</script> {{title}} {{{x}}}";

  @Test
  void whateverIsGivenIsTextAndNeverMarkup() {
    String dot = DataUri.jpeg(new Image(1, 1, new byte[Image.CHANNELS]));
    Sheet.Tile tile = new Sheet.Tile(dot, ODD, ODD, List.of(ODD));
    List<Block> blocks =
        List.of(
            new Text(ODD),
            new Table(ODD, List.of(ODD, ODD), List.of(List.of(Cell.words(ODD), Cell.code(ODD)))),
            new Chart(
                LossChart.svg(List.of(new LossChart.Curve(ODD, List.of(1), List.of(1.0)))), ODD),
            new Picture(dot, ODD, ODD),
            new Sheet(
                ODD,
                ODD,
                List.of(new Sheet.Line(tile, List.of(new Sheet.Strip(ODD, List.of(tile)))))),
            new Details(ODD, List.of(new Text(ODD))));

    Document page = Jsoup.parse(page(ODD, blocks).html());

    assertThat(page.select("script")).isEmpty();
    assertThat(page.title()).isEqualTo(ODD);
    for (String place :
        List.of(
            "h1", "h2", "h3", "h4", "p", "td", "th", "figcaption", "b", "span", "summary", "li")) {
      assertThat(page.select(place).eachText()).as(place).contains(ODD);
    }
    // a long name has several lines in a legend
    assertThat(page.select("svg text").text()).contains(ODD);
    assertThat(page.select("img").eachAttr("alt")).containsOnly(ODD);
    assertThat(page.select("svg").attr("aria-label")).endsWith(ODD);
  }

  @Test
  void aPageAsksForNothingFromElsewhere() {
    String svg = LossChart.svg(List.of(new LossChart.Curve("a", List.of(1), List.of(1.0))));

    String html = page("title", List.of(new Chart(svg, "caption"))).html();

    assertThat(html).doesNotContain("http:", "https:", "//", "@import", "<script");
    assertThat(html).doesNotContainPattern("url\\((?!#)");
    assertThat(svg).contains("<style>");
    assertThat(Jsoup.parse(html).select("svg style")).isEmpty();
    assertThat(Jsoup.parse(html).select("link, iframe, object, embed")).isEmpty();
  }

  @Test
  void aChartStaysReadableOnADarkPage() {
    String html = page("title", List.of()).html();

    assertThat(html)
        .containsPattern(
            "(?s)prefers-color-scheme: dark.*\\[stroke=\"rgb\\(0,114,178\\)\"] \\{ stroke: rgb\\(")
        .containsPattern("(?s)prefers-color-scheme: dark.*\\[fill=\"#0072b2\"] \\{ fill: rgb\\(");
  }

  @Test
  void theContentsLeadToTheSections() {
    Document page = Jsoup.parse(page("title", List.of()).html());

    assertThat(page.select("nav a").eachAttr("href")).containsExactly("#one");
    assertThat(page.select("section#one h2").text()).isEqualTo("title");
  }

  @Test
  void numbersStandUnderTheirHeadAtTheRight() {
    Table table =
        new Table(
            "caption",
            List.of("name", "count", "share"),
            List.of(
                List.of(Cell.words("a"), Cell.number("3"), Cell.share("25.0", 0.25)),
                List.of(Cell.words("b"), Cell.gain("+1", 1), Cell.share("", Double.NaN))));

    Document page = Jsoup.parse(table.html());

    assertThat(page.select("th").eachAttr("class")).containsExactly("words", "number", "number");
    assertThat(page.select("td.bar").attr("style")).isEqualTo("--share-length: 25%");
    assertThat(page.select("td.bar")).hasSize(1);
    assertThat(page.select("td.gain").text()).isEqualTo("+1");
  }

  @Test
  void aRowThatIsTooShortIsRefused() {
    assertThatThrownBy(
            () -> new Table("runs", List.of("a", "b"), List.of(List.of(Cell.words("a")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid table runs: must have a cell for each of 2 columns, found 1");
  }

  @Test
  void aTemplateThatAsksForWhatTheModelLacksIsAnError() {
    assertThatThrownBy(() -> Templates.render("table", new Text("text")))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .rootCause()
        .hasMessage("Cannot fill a template because Text has no caption");
  }

  private static Page page(String title, List<Block> blocks) {
    return new Page(
        title,
        List.of(new Page.Fact(title, title)),
        List.of(title),
        List.of(title),
        List.of(new Section("one", title, title, blocks)),
        title);
  }
}
