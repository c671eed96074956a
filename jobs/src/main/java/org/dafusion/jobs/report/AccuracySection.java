package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.report.Block;
import org.dafusion.report.Details;
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
   * @param figures of the trials, with the colours of methods
   * @param tested the same trials on the test part; none where they have not been tested
   */
  static Section of(Figures figures, ComparedTrials tested) {
    ComparedTrials trials = figures.trials();
    if (trials.isEmpty()) {
      return new Section(
          ID, TITLE, "No classifier has been trained in this workspace yet.", List.of());
    }
    List<Block> blocks =
        new ArrayList<>(
            trials.areSeveral() ? several(figures) : one(trials.latest(), figures.colours()));
    if (!tested.isEmpty()) {
      blocks.add(tested(tested, figures.colours()));
    }
    if (trials.others() > 0) {
      blocks.add(
          new Text(
              "%s left out, because a later one has the same dataset, method, number of examples and seed."
                  .formatted(
                      Numbers.count(trials.others(), "trial")
                          + (trials.others() == 1 ? " is" : " are"))));
    }
    return new Section(ID, TITLE, lead(trials), blocks);
  }

  private static List<Block> one(TrialSelection trials, SeriesColours colours) {
    AccuracyComparison comparison = new AccuracyComparison(trials, colours);
    return List.of(comparison.chart(), comparison.table());
  }

  /** Panels for all of them, and the numbers of each where they are wanted. */
  private static List<Block> several(Figures figures) {
    List<Block> blocks = new ArrayList<>(figures.ifAllowed(FigureKind.SHOT_CURVES));
    if (blocks.isEmpty()) {
      blocks.addAll(figures.ifAllowed(FigureKind.BARS));
    }
    ComparedTrials trials = figures.trials();
    for (TrialSelection each : trials.selections()) {
      blocks.add(
          new Details(
              "Numbers of " + trials.name(each),
              List.of(new AccuracyComparison(each, figures.colours()).table())));
    }
    return blocks;
  }

  private static Block tested(ComparedTrials tested, SeriesColours colours) {
    List<Block> tables = new ArrayList<>();
    for (TrialSelection each : tested.selections()) {
      if (tested.areSeveral()) {
        tables.add(new Text(tested.name(each)));
      }
      tables.add(new AccuracyComparison(each, colours).table());
    }
    return new Details("On the test pictures, which nothing was chosen by", tables);
  }

  private static String lead(ComparedTrials trials) {
    List<String> sentences = new ArrayList<>();
    if (trials.selections().stream().anyMatch(each -> !each.isPublished())) {
      sentences.add(
          "Share of the %s pictures that a classifier names right after its last step of training. The best step is not shown: it is chosen by the same pictures and so flatters."
              .formatted(trials.part()));
    }
    if (trials.selections().stream().anyMatch(TrialSelection::isPublished)) {
      sentences.add(
          "In the published protocol: mean over classes of pictures drawn with replacement, after the one epoch that is best on average over the seeds of a method and number of examples. It is chosen by the pictures that accuracy is told of, and so flatters.");
    }
    return String.join(" ", sentences);
  }
}
