package org.dafusion.report;

/** A part of a section that stands below the one before it. */
public sealed interface Block permits Text, Table, Chart, Panels, HeatMap, Picture, Sheet, Details {
  /** The block as HTML. */
  String html();
}
