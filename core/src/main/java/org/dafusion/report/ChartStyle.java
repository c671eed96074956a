package org.dafusion.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How all charts look: colours for light and dark pages, sizes of letters, and Lets-Plot's theme
 * made of them.
 *
 * <p>The colours of series are Okabe and Ito's, which people with any colour vision tell apart,
 * made somewhat lighter for dark pages; a chart is drawn in those for light pages, and a style
 * sheet recolours it.
 */
final class ChartStyle {
  /** Pixels across; charts shrink to a phone's width, so letters must stand that. */
  static final int WIDTH = 420;

  static final int HEIGHT = 310;

  /** The same of a chart among others, of which three stand side by side on a wide page. */
  static final int PANEL_WIDTH = 340;

  static final int PANEL_HEIGHT = 255;

  private static final int TITLE = 13;
  private static final int LABEL = 12;

  // Lets-Plot reckons with narrow letters; so that wide ones find room too, it is told of larger
  // ones than the style sheet asks for.
  private static final double ROOM = 1.15;

  /** A colour and what it is on dark pages, as {@code "red,green,blue"}. */
  private record Colour(String light, String dark) {
    String rgb() {
      return "rgb(" + light + ")";
    }

    /** As Lets-Plot writes it on points. */
    String hexadecimal() {
      return Arrays.stream(light.split(","))
          .map(part -> "%02x".formatted(Integer.parseInt(part)))
          .collect(Collectors.joining("", "#", ""));
    }
  }

  private static final Colour INK = new Colour("71,70,66", "190,191,195");
  private static final Colour GRID = new Colour("226,224,217", "55,58,64");
  private static final Colour NEUTRAL = new Colour("118,117,112", "158,160,166");
  private static final List<Colour> SERIES =
      List.of(
          new Colour("0,114,178", "86,170,230"),
          new Colour("213,94,0", "255,140,72"),
          new Colour("0,158,115", "64,206,160"),
          new Colour("190,90,150", "232,150,200"),
          new Colour("200,140,0", "244,196,72"),
          new Colour("60,140,190", "130,205,250"),
          new Colour("140,90,43", "206,150,98"));

  private ChartStyle() {}

  /** The colour of a series by its place, from 0. */
  static String colour(int place) {
    return SERIES.get(place % SERIES.size()).rgb();
  }

  /** The colour of what others are compared with. */
  static String neutral() {
    return NEUTRAL.rgb();
  }

  /** The colour of what is no series: axes, and intervals on bars. */
  static String ink() {
    return INK.rgb();
  }

  /** Lets-Plot's options of a theme. */
  static Map<String, Object> theme() {
    Map<String, Object> theme = new LinkedHashMap<>();
    theme.put("name", "minimal");
    theme.put("plot_background", "blank");
    theme.put("panel_background", "blank");
    theme.put("panel_grid_major_x", "blank");
    theme.put("panel_grid_minor", "blank");
    theme.put("panel_grid_major_y", Map.of("color", GRID.rgb(), "size", 1.0));
    theme.put("axis_line_x", Map.of("color", INK.rgb(), "size", 1.0));
    theme.put("axis_ticks_x", Map.of("color", INK.rgb(), "size", 1.0));
    theme.put("axis_title", Map.of("color", INK.rgb(), "size", ROOM * TITLE));
    theme.put("axis_text", Map.of("color", INK.rgb(), "size", ROOM * LABEL));
    theme.put("legend_text", Map.of("color", INK.rgb(), "size", ROOM * LABEL));
    theme.put("legend_title", "blank");
    theme.put("legend_background", "blank");
    theme.put("legend_position", "bottom");
    return theme;
  }

  /** The style sheet of a chart with the class {@code chart}. */
  static String stylesheet() {
    return """
        .chart text { font-family: Helvetica, Arial, "Liberation Sans", sans-serif; fill: %s }
        .chart [fill="rgb(255,255,255)"] { fill: none }
        .chart [stroke="rgb(255,255,255)"] { stroke: none }
        .chart .axis-title-x, .chart .axis-title-y { font-size: %spx }
        .chart .axis-text-x, .chart .axis-text-y, .chart .legend-item { font-size: %spx }
        """
        // %s, since %d writes the digits of the reader's language
        .formatted(INK.rgb(), TITLE, LABEL);
  }

  /** What changes on pages of readers who prefer dark ones. */
  static String darkStylesheet() {
    List<Colour> all = new ArrayList<>(SERIES);
    all.addAll(List.of(INK, GRID, NEUTRAL));
    String rules =
        all.stream()
            .map(
                colour ->
                    """
                      .chart [stroke="%1$s"] { stroke: %3$s }
                      .chart [fill="%1$s"], .chart [fill="%2$s"] { fill: %3$s }
                    """
                        .formatted(
                            colour.rgb(), colour.hexadecimal(), "rgb(" + colour.dark() + ")"))
            .collect(Collectors.joining());
    return "@media (prefers-color-scheme: dark) {\n  .chart text { fill: rgb(%s) }\n%s}\n"
        .formatted(INK.dark(), rules);
  }
}
