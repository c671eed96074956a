package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.report.Block;
import org.dafusion.report.Section;
import org.dafusion.report.SeriesColours;
import org.dafusion.report.Text;

/** Accuracy by method and examples per class, with what each method gains or loses. */
final class AccuracySection {
  private static final String ID = "accuracy";
  private static final String TITLE = "Accuracy";

  private AccuracySection() {}

  /**
   * The section.
   *
   * @param colours of the methods, with the one that the others are compared with
   */
  static Section of(TrialSelection trials, SeriesColours colours) {
    if (trials.isEmpty()) {
      return new Section(
          ID, TITLE, "No classifier has been trained in this workspace yet.", List.of());
    }
    AccuracyComparison comparison = new AccuracyComparison(trials, colours);
    List<Block> blocks = new ArrayList<>(List.of(comparison.chart(), comparison.table()));
    if (trials.others() > 0) {
      blocks.add(
          new Text(
              "%s left out, because a later one has the same method, number of examples and seed, or another dataset."
                  .formatted(
                      Numbers.count(trials.others(), "trial")
                          + (trials.others() == 1 ? " is" : " are"))));
    }
    return new Section(
        ID,
        TITLE,
        "Share of the validation pictures that a classifier names right after its last step of training. The best step is not shown: it is chosen by the same pictures and so flatters.",
        blocks);
  }
}
