package org.dafusion.report;

/** A paragraph. */
public record Text(String text) implements Block {
  @Override
  public String html() {
    return Templates.render("text", this);
  }
}
