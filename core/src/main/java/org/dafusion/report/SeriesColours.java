package org.dafusion.report;

import java.util.List;

/**
 * A colour and a mark for each series, the same in every chart of a page; where there are many,
 * colours come again.
 *
 * @param series all that charts may show, in order and each once
 * @param baseline the series that others are compared with, in grey; empty for none
 */
public record SeriesColours(List<String> series, String baseline) {
  public SeriesColours {
    series = List.copyOf(series);
  }

  /** Colours without a grey one. */
  public static SeriesColours of(List<String> series) {
    return new SeriesColours(series, "");
  }

  /** The colour of a series as SVG has it. */
  String of(String name) {
    return name.equals(baseline) ? ChartStyle.neutral() : ChartStyle.colour(place(name));
  }

  /** The mark of a series, by which those without colour vision tell it from others. */
  SeriesMark mark(String name) {
    return name.equals(baseline) ? SeriesMark.CIRCLE : SeriesMark.of(place(name));
  }

  private int place(String name) {
    int place = series.stream().filter(each -> !each.equals(baseline)).toList().indexOf(name);
    if (place < 0) {
      throw new IllegalArgumentException(
          "Invalid series: must be one of %s, found %s".formatted(series, name));
    }
    return place;
  }
}
