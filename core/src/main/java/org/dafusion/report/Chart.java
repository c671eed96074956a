package org.dafusion.report;

/**
 * A chart with its caption.
 *
 * @param svg a document that one of the classes of charts has drawn
 */
public record Chart(String svg, String caption) implements Block {
  private static final String NAMESPACE = " xmlns=\"http://www.w3.org/2000/svg\"";

  @Override
  public String html() {
    return Templates.render("figure", this);
  }

  /** The chart inside a page, which knows what SVG is and has one style sheet for all charts. */
  String inline() {
    return inline(svg);
  }

  static String inline(String svg) {
    return svg.replace(NAMESPACE, "").replaceFirst("(?s)<style>.*?</style>", "");
  }
}
