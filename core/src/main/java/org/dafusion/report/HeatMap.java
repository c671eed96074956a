package org.dafusion.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of shares whose cells are the darker the larger they are, such as a confusion matrix. It
 * is a table and not a picture, so that it can be read out, copied and scrolled on a phone.
 *
 * @param caption what it shows
 * @param rows what rows are, such as {@code "true class"}
 * @param columns what columns are
 * @param columnNames above the columns
 * @param lines the rows, each with a cell for every column
 */
public record HeatMap(
    String caption, String rows, String columns, List<String> columnNames, List<Line> lines)
    implements Block {
  /** Share from which on a cell is so dark that its number must be light. */
  private static final double DARK = 0.6;

  public HeatMap {
    columnNames = List.copyOf(columnNames);
    lines = List.copyOf(lines);
    for (Line line : lines) {
      if (line.shares().size() != columnNames.size()) {
        throw new IllegalArgumentException(
            "Invalid heat map %s: must have a cell for each of %d columns, found %d in %s"
                .formatted(caption, columnNames.size(), line.shares().size(), line.name()));
      }
    }
  }

  /**
   * A row.
   *
   * @param shares 0 to 1; NaN for a cell without a number
   * @param diagonal the column that the row's own cell is in; -1 for none
   */
  public record Line(String name, List<Double> shares, int diagonal) {
    public Line {
      shares = List.copyOf(shares);
    }

    List<Shade> cells() {
      List<Shade> cells = new ArrayList<>();
      for (int i = 0; i < shares.size(); i++) {
        cells.add(Shade.of(shares.get(i), i == diagonal));
      }
      return cells;
    }
  }

  /** A cell: its percent, how dark it is, and its class in the style sheet. */
  record Shade(String text, String darkness, String style) {
    static Shade of(double share, boolean own) {
      if (Double.isNaN(share)) {
        return new Shade("", "0%", "");
      }
      long percent = Math.round(100 * share);
      return new Shade(
          // nothing at all is left empty, so that what there is can be seen
          share == 0 ? "" : Long.toString(percent),
          percent + "%",
          (share >= DARK ? "dark" : "") + (own ? " own" : ""));
    }
  }

  @Override
  public String html() {
    return Templates.render("heatmap", this);
  }
}
