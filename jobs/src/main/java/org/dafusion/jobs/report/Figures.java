package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dafusion.metrics.IntervalKind;
import org.dafusion.report.Block;
import org.dafusion.report.Panels;
import org.dafusion.report.Panels.Panel;
import org.dafusion.report.SeriesColours;
import org.dafusion.report.Text;

/**
 * Figures of trials: panels by dataset or bin, drawn for each protocol by itself.
 *
 * @param colours of the methods; their baseline is what others are compared with
 */
record Figures(ComparedTrials trials, SeriesColours colours, FigureSettings settings) {
  /** A figure for each protocol, or where its trials do not allow one a sentence that says why. */
  List<Block> of(FigureKind kind) {
    List<Block> blocks = new ArrayList<>();
    trials
        .byProtocol()
        .forEach(
            (protocol, selections) ->
                blocks.add(
                    figure(kind, selections)
                        .orElseGet(
                            () ->
                                new Text(
                                    "There is no figure %s%s, for which %s"
                                        .formatted(kind.key(), suffix(protocol), lacking(kind))))));
    return blocks;
  }

  /** A figure for each protocol whose trials allow it. */
  List<Block> ifAllowed(FigureKind kind) {
    return trials.byProtocol().values().stream()
        .map(selections -> figure(kind, selections))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The same, unless the settings ask for this kind, so that it stands elsewhere on the page. */
  List<Block> ifFresh(FigureKind kind) {
    return isAskedFor(kind) ? List.of() : ifAllowed(kind);
  }

  private boolean isAskedFor(FigureKind kind) {
    String number = settings.paperFigure();
    return settings.kinds().contains(kind)
        || !number.isEmpty() && PaperFigure.ofNumber(number).kinds().contains(kind);
  }

  /** Says which protocol, where there are several. */
  private String suffix(String protocol) {
    return trials.byProtocol().size() > 1 ? ", %s protocol".formatted(protocol) : "";
  }

  private Optional<Block> figure(FigureKind kind, List<TrialSelection> of) {
    List<Panel> panels = new FigurePanels(colours, settings.bins(), interval()).of(kind, of);
    return panels.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Panels(
                panels,
                legend(kind, of),
                colours,
                caption(kind, of) + suffix(of.get(0).protocol()) + "."));
  }

  /** The methods of lines; bars have their names beside them. */
  private List<String> legend(FigureKind kind, List<TrialSelection> of) {
    if (kind == FigureKind.GAINED_AREA || kind == FigureKind.BARS) {
      return List.of();
    }
    return colours.series().stream()
        .filter(name -> of.stream().anyMatch(each -> each.grid().methods().contains(name)))
        .filter(name -> kind != FigureKind.GAINED_ACCURACY || !name.equals(baseline()))
        .toList();
  }

  private String caption(FigureKind kind, List<TrialSelection> of) {
    String spread =
        of.stream().allMatch(each -> each.seeds() == 1)
            ? "one seed, so there are no intervals"
            : "means over seeds and their 68 %% intervals (%s)".formatted(interval().inWords());
    return switch (kind) {
      case SHOT_CURVES ->
          "Accuracy over examples per class%s: %s"
              .formatted(
                  of.size() > 1
                      ? " by dataset, and overall, where scores are normalised by the least and the greatest of any trial on the same dataset and averaged over datasets"
                      : "",
                  spread);
      case OVERALL ->
          "Scores normalised by the least and the greatest of any trial on the same dataset, averaged over datasets: "
              + spread;
      case BINS ->
          "Normalised scores by how much of a dataset's concepts a diffusion model has seen: "
              + spread;
      case GAINED_ACCURACY ->
          "Accuracy over that of %s with the same images and seeds, in points: %s"
              .formatted(baseline(), spread);
      case GAINED_AREA ->
          "Mean height of the curve over examples per class (its area by its width), less the mean of %s, in points: %s"
              .formatted(baseline(), spread);
      case BARS -> "Accuracy by method: " + spread;
    };
  }

  private static String lacking(FigureKind kind) {
    return switch (kind) {
      case SHOT_CURVES -> "there must be trials with two numbers of examples per class.";
      case OVERALL ->
          "there must be trials on two datasets with two numbers of examples per class.";
      case BINS ->
          "a dataset in report.bins must have two numbers of examples per class, and trials that differ.";
      case GAINED_ACCURACY ->
          "there must be a method beside the baseline, with two numbers of examples per class.";
      case GAINED_AREA ->
          "there must be a method beside the baseline, with seeds that have all of two or more numbers of examples per class.";
      case BARS -> "there must be trials.";
    };
  }

  private String baseline() {
    return colours.baseline();
  }

  private IntervalKind interval() {
    return settings.intervalKind();
  }
}
