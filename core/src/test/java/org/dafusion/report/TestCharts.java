package org.dafusion.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class TestCharts {
  private static final String ODD = "a<b> & \"c\"";

  @Test
  void aChartOfAccuracyNamesItsMethodsAndAxesInText() throws Exception {
    String svg =
        AccuracyChart.svg(
            List.of(
                new AccuracyChart.Point("none", "1", 0.2, 0.15, 0.25),
                new AccuracyChart.Point("none", "all", 0.4, 0.3, 0.5),
                new AccuracyChart.Point(ODD, "1", 0.3, Double.NaN, Double.NaN),
                new AccuracyChart.Point(ODD, "all", 0.5, 0.45, 0.55)),
            new SeriesColours(List.of("none", ODD), "none"));

    assertThat(texts(svg))
        .contains("none", ODD, "1", "all", "examples per class", "accuracy", "40%");
  }

  @Test
  void anIntervalIsALineFromItsLowerToItsUpperBound() throws Exception {
    SeriesColours colours = SeriesColours.of(List.of("none"));
    List<AccuracyChart.Point> certain =
        List.of(new AccuracyChart.Point("none", "1", 0.5, Double.NaN, Double.NaN));
    List<AccuracyChart.Point> uncertain =
        List.of(new AccuracyChart.Point("none", "1", 0.5, 0.25, 0.75));

    assertThat(longestVertical(AccuracyChart.svg(certain, colours))).isLessThan(10);
    assertThat(longestVertical(AccuracyChart.svg(uncertain, colours))).isGreaterThan(150);
  }

  @Test
  void aChartOfLossLeavesOutWhatIsNoNumber() throws Exception {
    String svg =
        LossChart.svg(
            List.of(
                new LossChart.Curve("<ant>", List.of(1, 2, 3), List.of(0.5, 0.4, Double.NaN)),
                new LossChart.Curve("<bee>", List.of(1, 2, 3), List.of(0.6, 0.5, 0.4))));

    assertThat(texts(svg)).contains("<ant>", "<bee>", "steps", "loss");
    assertThat(svg).doesNotContain("NaN");
  }

  @Test
  void aChartOfIntensitiesHasABarForEach() throws Exception {
    String svg =
        IntensityChart.svg(
            List.of(
                new IntensityChart.Bar("plain", "0.25", 7),
                new IntensityChart.Bar("plain", "0.5", 9),
                new IntensityChart.Bar("learned", "0.25", 5)),
            List.of("0.25", "0.5"),
            SeriesColours.of(List.of("unused", "learned", "plain")));

    assertThat(texts(svg)).contains("plain", "learned", "0.25", "0.5", "intensity", "pictures");
  }

  @Test
  void theSameChartIsTheSameText() {
    List<LossChart.Curve> curves =
        List.of(new LossChart.Curve("a", List.of(1, 2), List.of(0.5, 0.4)));

    assertThat(LossChart.svg(curves)).isEqualTo(LossChart.svg(curves));
  }

  @Test
  void manySeriesShareColoursAndTheBaselineIsGrey() {
    List<String> names = List.of("a", "b", "c", "none", "d", "e", "f", "g", "h");

    SeriesColours colours = new SeriesColours(names, "none");

    assertThat(colours.of("g")).isEqualTo("rgb(140,90,43)");
    assertThat(colours.of("h")).isEqualTo(colours.of("a"));
    assertThat(colours.of("none")).isEqualTo("rgb(118,117,112)");
    assertThatThrownBy(() -> colours.of("z"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid series: must be one of [a, b, c, none, d, e, f, g, h], found z");
  }

  private static List<String> texts(String svg) throws Exception {
    NodeList texts = parse(svg).getElementsByTagName("text");
    List<String> all = new ArrayList<>();
    for (int i = 0; i < texts.getLength(); i++) {
      all.add(texts.item(i).getTextContent().strip());
    }
    return all;
  }

  /** Of the lines that have a colour of the marks and not of the axes. */
  private static double longestVertical(String svg) throws Exception {
    NodeList lines = parse(svg).getElementsByTagName("line");
    double longest = 0;
    for (int i = 0; i < lines.getLength(); i++) {
      Element line = (Element) lines.item(i);
      if (line.getAttribute("stroke").equals("rgb(0,114,178)")) {
        double height =
            Double.parseDouble(line.getAttribute("y2"))
                - Double.parseDouble(line.getAttribute("y1"));
        longest = Math.max(longest, Math.abs(height));
      }
    }
    return longest;
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
