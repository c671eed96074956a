package org.dafusion.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetbrains.letsPlot.commons.encoding.UnsupportedRGBEncoder;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * A chart in the making: what <a href="https://lets-plot.org">Lets-Plot</a> is told, whose grammar
 * is ggplot2's, and its SVG.
 *
 * <p>Lets-Plot draws SVG from a table of letter widths of its own; AWT's charts (XChart's and
 * JFreeChart's, say) fail on a Java without fontconfig, and XChart's hold outlines in place of
 * text.
 */
final class Plot {
  private static final Pattern HEAD = Pattern.compile("(?s)^\\s*<svg[^>]*>\\s*<style.*?</style>");
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");

  private final Map<String, Object> data = new LinkedHashMap<>();
  private final Map<String, Object> mapping = new LinkedHashMap<>();
  private final List<Object> scales = new ArrayList<>();
  private final List<Object> layers = new ArrayList<>();
  private final Map<String, Object> theme = new LinkedHashMap<>(ChartStyle.theme());
  private Map<String, Object> coordinates = Map.of();
  private int width = ChartStyle.WIDTH;
  private int height = ChartStyle.HEIGHT;

  /** Makes the chart so many pixels wide and high. */
  Plot size(int across, int down) {
    width = across;
    height = down;
    return this;
  }

  /** Turns the axes, so that bars lie and their names stand beside them. */
  Plot flipped() {
    coordinates = options("name", "flip");
    theme.put("panel_grid_major_x", theme.get("panel_grid_major_y"));
    theme.put("panel_grid_major_y", "blank");
    theme.put("axis_line_x", "blank");
    theme.put("axis_ticks", "blank");
    return this;
  }

  /** Adds a column that stands for an aesthetic of the same name, such as {@code x}. */
  Plot column(String aesthetic, List<?> values) {
    data.put(aesthetic, values);
    mapping.put(aesthetic, aesthetic);
    return this;
  }

  /** Adds a scale; {@code options} are pairs of name and value. */
  Plot scale(String aesthetic, Object... options) {
    Map<String, Object> scale = options(options);
    scale.put("aesthetic", aesthetic);
    scales.add(scale);
    return this;
  }

  /** Adds a scale of series, whose legend stands below the chart. */
  Plot series(String aesthetic, List<String> names, SeriesColours colours) {
    return scale(
        aesthetic,
        "discrete",
        true,
        "limits",
        names,
        "values",
        names.stream().map(colours::of).toList(),
        "guide",
        options("name", "legend", "ncol", Math.min(2, names.size()), "byrow", true));
  }

  /** Adds a scale of series without a legend, where the chart has none or the names stand by. */
  Plot series(String aesthetic, List<String> names, List<?> values) {
    return scale(aesthetic, "discrete", true, "limits", names, "values", values, "guide", "none");
  }

  /** Adds a layer; {@code options} are pairs of name and value. */
  Plot layer(String geom, Object... options) {
    Map<String, Object> layer = options(options);
    layer.put("geom", geom);
    layer.put("tooltips", "none");
    layers.add(layer);
    return this;
  }

  /**
   * The chart as a document of its own.
   *
   * @param label what it shows, for those who cannot see it
   */
  String svg(String label) {
    Map<String, Object> spec =
        options(
            "kind",
            "plot",
            "data",
            data,
            "mapping",
            mapping,
            "scales",
            scales,
            "layers",
            layers,
            "theme",
            theme,
            "ggsize",
            options("width", width, "height", height));
    if (!coordinates.isEmpty()) {
      spec.put("coord", coordinates);
    }
    // the ids follow from the content, which Lets-Plot adds to
    String prefix = "c" + Integer.toHexString(spec.hashCode()) + "-";
    String drawn =
        PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
            spec, null, new UnsupportedRGBEncoder(), false);
    Matcher head = HEAD.matcher(drawn);
    if (!head.find()) {
      throw new IllegalStateException(
          "Cannot read a chart: must begin with svg and its style, found "
              + drawn.substring(0, Math.min(200, drawn.length())));
    }
    return Templates.render(
        "chart", new Document(label, width, height, withIds(drawn, head.end(), prefix)));
  }

  /** Lets-Plot's ids are random; the same chart is to be the same text. */
  private static String withIds(String drawn, int from, String prefix) {
    String body = drawn.substring(from, drawn.lastIndexOf("</svg>"));
    List<String> ids = ID.matcher(body).results().map(id -> id.group(1)).toList();
    for (int i = 0; i < ids.size(); i++) {
      body =
          body.replace("\"" + ids.get(i) + "\"", "\"" + prefix + i + "\"")
              .replace("(#" + ids.get(i) + ")", "(#" + prefix + i + ")");
    }
    return body;
  }

  /** The position of marks that stand beside each other, {@code width} categories apart in all. */
  static Map<String, Object> dodge(double width) {
    return options("name", "dodge", "width", width);
  }

  private static Map<String, Object> options(Object... pairs) {
    Map<String, Object> options = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      options.put((String) pairs[i], pairs[i + 1]);
    }
    return options;
  }

  /** What the template {@code chart} reads. */
  record Document(String label, int width, int height, String body) {
    String style() {
      return ChartStyle.stylesheet();
    }
  }
}
