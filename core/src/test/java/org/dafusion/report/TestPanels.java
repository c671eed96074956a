package org.dafusion.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.DoubleStream;
import org.dafusion.report.AccuracyChart.Point;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class TestPanels {
  private static final String ODD = "<script>alert('a & \"b\"')</script>";
  private static final SeriesColours COLOURS =
      new SeriesColours(List.of("none", "plain", "learned"), "none");

  private static final List<Point> POINTS =
      List.of(
          new Point("none", "1", 0.2, 0.15, 0.25),
          new Point("none", "16", 0.4, 0.3, 0.5),
          new Point("plain", "1", 0.3, Double.NaN, Double.NaN),
          new Point("plain", "16", 0.5, 0.45, 0.55));

  @Test
  void aCurveHasItsAxesInTextAndItsNamesInTheSharedLegend() {
    String svg = CurveChart.svg(POINTS, List.of("1", "16"), ValueAxis.share("accuracy"), COLOURS);

    Document page = Jsoup.parse(panels(svg).html());

    assertThat(page.select(".panel svg text").eachText())
        .contains("1", "16", "examples per class", "accuracy", "40%")
        .doesNotContain("none", "plain");
    assertThat(page.select(".legend li").eachText()).containsExactly("none", "plain");
    assertThat(page.select(".panel h4").eachText()).containsExactly("coco");
    assertThat(page.select(".panel .note").eachText()).containsExactly("4 seeds");
  }

  @Test
  void aLegendsMarksHaveTheColoursAndShapesOfTheLines() {
    Document page =
        Jsoup.parse(
            panels(CurveChart.svg(POINTS, List.of("1", "16"), ValueAxis.share("x"), COLOURS))
                .html());

    assertThat(page.select(".legend path:last-child").eachAttr("fill"))
        .containsExactly("rgb(118,117,112)", "rgb(0,114,178)");
    assertThat(page.select(".legend path:last-child").eachAttr("d")).doesNotHaveDuplicates();
    assertThat(COLOURS.mark("none")).isEqualTo(SeriesMark.CIRCLE);
    assertThat(COLOURS.mark("learned")).isNotEqualTo(COLOURS.mark("plain"));
  }

  @Test
  void anIntervalIsABandAroundItsLine() {
    assertThat(bands(POINTS)).isEqualTo(2);
    assertThat(bands(POINTS.subList(0, 2))).isEqualTo(1);
  }

  @Test
  void barsHaveTheirNamesBesideThem() {
    String svg =
        BarChart.svg(
            List.of(
                new BarChart.Bar("learned", 4.5, 3, 6),
                new BarChart.Bar("plain", -1, Double.NaN, Double.NaN)),
            ValueAxis.gain("points over none"),
            COLOURS);

    Document chart = Jsoup.parse(svg);
    assertThat(chart.select("text").eachText())
        .contains("learned", "plain", "points over none", "0");
    assertThat(chart.select("rect[fill=rgb(213,94,0)], rect[fill=rgb(0,114,178)]")).hasSize(2);
  }

  @Test
  void onAnAxisThatDoesNotBeginAtNothingPointsStandInPlaceOfBars() {
    String svg =
        BarChart.svg(
            List.of(new BarChart.Bar("plain", 0.84, 0.83, 0.85)),
            ValueAxis.share("accuracy"),
            COLOURS);

    assertThat(Jsoup.parse(svg).select("rect[fill=rgb(0,114,178)]")).isEmpty();
    assertThat(Jsoup.parse(svg).select("text").eachText()).contains("80%", "90%");
  }

  @Test
  void anAxisEndsAtMultiplesOfItsStep() {
    assertThat(ValueAxis.share("a").limits(DoubleStream.of(0.31, Double.NaN, 0.58)))
        .containsExactly(0.30000000000000004, 0.6000000000000001);
    assertThat(ValueAxis.share("a").limits(DoubleStream.of(0.3, 0.3))).hasSize(2);
    assertThat(ValueAxis.gain("a").limits(DoubleStream.of(2.2))).containsExactly(0.0, 3.0);
    assertThat(ValueAxis.gain("a").limits(DoubleStream.of(-2.2, -1))).containsExactly(-3.0, 0.0);
    assertThat(ValueAxis.gain("a").limits(DoubleStream.of(Double.NaN))).containsExactly(0.0, 1.0);
    assertThatThrownBy(() -> new ValueAxis("a", ".0f", 0, false))
        .hasMessage("Invalid axis a: must have a step above 0, found 0.0");
  }

  @Test
  void whateverIsGivenIsTextAndNeverMarkup() {
    Block panels =
        new Panels(
            List.of(new Panels.Panel(ODD, ODD, "<svg></svg>")),
            List.of(ODD),
            SeriesColours.of(List.of(ODD)),
            ODD);
    Block heat =
        new HeatMap(ODD, ODD, ODD, List.of(ODD), List.of(new HeatMap.Line(ODD, List.of(0.5), 0)));

    for (Block block : List.of(panels, heat)) {
      Document page = Jsoup.parse(block.html());
      assertThat(page.select("script")).isEmpty();
      assertThat(page.select("figcaption").text()).isEqualTo(ODD);
    }
    assertThat(Jsoup.parse(heat.html()).select("th").eachText()).contains(ODD);
    assertThat(Jsoup.parse(panels.html()).select("h4").text()).isEqualTo(ODD);
  }

  @Test
  void aHeatMapsCellsAreAsDarkAsTheirShares() {
    HeatMap map =
        new HeatMap(
            "caption",
            "class",
            "taken for",
            List.of("ant", "bee"),
            List.of(
                new HeatMap.Line("ant", List.of(0.75, 0.25), 0),
                new HeatMap.Line("bee", List.of(0.0, Double.NaN), 1)));

    Document page = Jsoup.parse(map.html());

    assertThat(page.select("td").eachAttr("style"))
        .containsExactly("--darkness: 75%", "--darkness: 25%", "--darkness: 0%", "--darkness: 0%");
    assertThat(page.select("td")).extracting(Element::text).containsExactly("75", "25", "", "");
    assertThat(page.select("td.own.dark").text()).isEqualTo("75");
    assertThat(page.select("th.upright").eachText()).containsExactly("ant", "bee");
    assertThat(page.select("th[scope=row]").eachText()).containsExactly("ant", "bee");
  }

  @Test
  void aRowOfAHeatMapThatIsTooShortIsRefused() {
    assertThatThrownBy(
            () ->
                new HeatMap(
                    "map",
                    "a",
                    "b",
                    List.of("x", "y"),
                    List.of(new HeatMap.Line("ant", List.of(1.0), 0))))
        .hasMessage("Invalid heat map map: must have a cell for each of 2 columns, found 1 in ant");
  }

  /** Areas that are seen through, one for each line. */
  private static long bands(List<Point> points) {
    String svg = CurveChart.svg(points, List.of("1", "16"), ValueAxis.share("x"), COLOURS);
    return Jsoup.parse(svg).select("path[fill-opacity^=0.2]").size();
  }

  private static Panels panels(String svg) {
    return new Panels(
        List.of(new Panels.Panel("coco", "4 seeds", svg)),
        List.of("none", "plain"),
        COLOURS,
        "caption");
  }
}
