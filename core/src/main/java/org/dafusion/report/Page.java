package org.dafusion.report;

import java.util.List;

/**
 * A report: one HTML file that needs no other, no network and no script.
 *
 * @param title what it is about
 * @param facts what a reader wants to know at a glance
 * @param findings what the numbers say, a sentence each
 * @param cautions what a reader should hold against them, a sentence each
 */
public record Page(
    String title,
    List<Fact> facts,
    List<String> findings,
    List<String> cautions,
    List<Section> sections,
    String imprint) {
  public Page {
    facts = List.copyOf(facts);
    findings = List.copyOf(findings);
    cautions = List.copyOf(cautions);
    sections = List.copyOf(sections);
  }

  /** The whole file. */
  public String html() {
    return Templates.render("page", this);
  }

  /** The style sheet of the charts. */
  String chartStyle() {
    return ChartStyle.stylesheet() + ChartStyle.darkStylesheet();
  }

  boolean hasFindings() {
    return !findings.isEmpty();
  }

  boolean hasCautions() {
    return !cautions.isEmpty();
  }

  /** A word and what it is here. */
  public record Fact(String name, String value) {}
}
