package org.dafusion.report;

import java.util.List;

/**
 * Charts that belong together, side by side where there is room and below each other on a phone,
 * with one legend and one caption.
 *
 * @param series in the legend; empty for no legend
 * @param colours of the series
 */
public record Panels(List<Panel> panels, List<String> series, SeriesColours colours, String caption)
    implements Block {
  public Panels {
    panels = List.copyOf(panels);
    series = List.copyOf(series);
  }

  /**
   * A chart among others.
   *
   * @param title what it is of, such as a dataset's name
   * @param note what it is made of, such as the number of seeds
   * @param svg a document that one of the classes of charts has drawn
   */
  public record Panel(String title, String note, String svg) {
    String inline() {
      return Chart.inline(svg);
    }
  }

  @Override
  public String html() {
    return Templates.render("panels", this);
  }

  /** What the legend shows, in order. */
  List<Entry> legend() {
    return series.stream()
        .map(name -> new Entry(name, colours.of(name), colours.mark(name).path()))
        .toList();
  }

  /** A series in the legend. */
  record Entry(String name, String colour, String mark) {}
}
