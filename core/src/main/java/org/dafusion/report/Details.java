package org.dafusion.report;

import java.util.List;

/**
 * Blocks that a reader opens where they are wanted.
 *
 * @param summary what they hold
 */
public record Details(String summary, List<Block> blocks) implements Block {
  public Details {
    blocks = List.copyOf(blocks);
  }

  @Override
  public String html() {
    return Templates.render("details", this);
  }
}
