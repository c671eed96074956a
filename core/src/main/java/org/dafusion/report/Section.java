package org.dafusion.report;

import java.util.List;

/**
 * A chapter of a {@link Page}.
 *
 * @param id the anchor that the contents lead to, unique on the page: letters and hyphens
 * @param lead what is told first, in a sentence or a few
 */
public record Section(String id, String title, String lead, List<Block> blocks) {
  public Section {
    blocks = List.copyOf(blocks);
  }
}
