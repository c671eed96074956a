package org.dafusion.report;

/**
 * A picture at its own size, with its caption.
 *
 * @param image as a {@link DataUri}
 * @param alt what it shows, for those who cannot see it
 */
public record Picture(String image, String alt, String caption) implements Block {
  @Override
  public String html() {
    return Templates.render("picture", this);
  }
}
