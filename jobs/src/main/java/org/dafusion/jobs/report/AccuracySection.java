package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.jobs.table.TrialRow;
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
    blocks.addAll(leftOut(trials.leftOut()));
    return new Section(ID, TITLE, lead(trials), blocks);
  }

  private static List<Block> leftOut(ComparedTrials.LeftOut trials) {
    List<Block> blocks = new ArrayList<>();
    if (trials.replaced() > 0) {
      blocks.add(
          leftOut(
              trials.replaced(),
              "a later one has the same dataset, protocol, method, number of examples and seed"));
    }
    if (trials.unjudged() > 0) {
      blocks.add(leftOut(trials.unjudged(), "it was not judged after the epoch that was chosen"));
    }
    return blocks;
  }

  private static Text leftOut(int trials, String because) {
    return new Text(
        "%s left out, because %s."
            .formatted(Numbers.count(trials, "trial") + (trials == 1 ? " is" : " are"), because));
  }

  private static List<Block> one(TrialSelection trials, SeriesColours colours) {
    AccuracyComparison comparison = new AccuracyComparison(trials, colours);
    return List.of(comparison.chart(), comparison.table());
  }

  /** Panels for all of them, and the numbers of each where they are wanted. */
  private static List<Block> several(Figures figures) {
    List<Block> blocks = new ArrayList<>();
    if (figures.ifAllowed(FigureKind.SHOT_CURVES).isEmpty()) {
      blocks.addAll(figures.ifFresh(FigureKind.BARS));
    } else {
      blocks.addAll(figures.ifFresh(FigureKind.SHOT_CURVES));
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
    List<TrialRow> clean =
        trials.trials().stream()
            .filter(row -> !row.protocol().equals(TrialMoments.PUBLISHED))
            .toList();
    long selected =
        clean.stream().filter(row -> row.metric().equals(TrialMoments.SELECTED_ACCURACY)).count();
    if (!clean.isEmpty()) {
      sentences.add(
          "Share of the %s pictures that a classifier names right after %s. The best step is not shown: it is chosen by the same pictures and so flatters."
              .formatted(
                  trials.part(),
                  selected == 0
                      ? "its last step of training"
                      : selected == clean.size()
                          ? "the epoch that training pictures held out for it have chosen"
                          : "its last step of training, or where training pictures were held out for it, the epoch that these have chosen"));
    }
    if (clean.size() < trials.trials().size()) {
      sentences.add(
          "In the published protocol: mean over classes of pictures drawn with replacement, after the one epoch that is best on average over the seeds of a method and number of examples. It is chosen by the pictures that accuracy is told of, and so flatters.");
    }
    return String.join(" ", sentences);
  }
}
