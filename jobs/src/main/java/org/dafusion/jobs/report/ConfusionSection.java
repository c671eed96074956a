package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.ConfusionMatrix;
import org.dafusion.report.Block;
import org.dafusion.report.Details;
import org.dafusion.report.HeatMap;
import org.dafusion.report.Section;

/** Which class pictures of a class are taken for. */
final class ConfusionSection {
  private static final String OTHERS = "any other";

  private final ComparedTrials trials;
  private final String baseline;
  private final int most;

  private ConfusionSection(ComparedTrials trials, String baseline, int most) {
    this.trials = trials;
    this.baseline = baseline;
    this.most = most;
  }

  /**
   * The section; none where no trial has told what its pictures were taken for.
   *
   * @param most classes that a matrix shows, the largest
   */
  static Optional<Section> section(ComparedTrials trials, String baseline, int most) {
    ConfusionSection confusion = new ConfusionSection(trials, baseline, most);
    List<Block> blocks = new ArrayList<>();
    trials
        .confusions()
        .forEach((each, matrices) -> blocks.addAll(confusion.blocks(each, matrices)));
    return blocks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section(
                "confusion",
                "What is taken for what",
                "Of the pictures of a class, the percent that were taken for each class, over all seeds. On the diagonal they were named right. After the last step, or the epoch that held-out training pictures chose; in the published protocol after the last step too, whichever epoch its accuracies are of.",
                blocks));
  }

  /** The matrices of the baseline and of the best other method, with the most examples. */
  private List<Block> blocks(TrialSelection of, Map<String, ConfusionMatrix> matrices) {
    int examples = of.mostExamples();
    List<String> shown =
        Stream.concat(
                matrices.keySet().stream().filter(method -> method.equals(baseline)),
                matrices.keySet().stream()
                    .filter(method -> !method.equals(baseline))
                    .max(Comparator.comparingDouble(method -> mean(of, method, examples)))
                    .stream())
            .toList();
    List<Block> blocks = new ArrayList<>();
    for (String method : shown) {
      HeatMap map = map(of, method, examples, matrices.get(method));
      String name = trials.areSeveral() ? trials.name(of) + ", " + method : method;
      blocks.add(
          trials.areSeveral() || shown.indexOf(method) < shown.size() - 1
              ? new Details(name, List.of(map))
              : map);
    }
    return blocks;
  }

  private static double mean(TrialSelection of, String method, int examples) {
    return of.grid()
        .mean(method, examples)
        .map(ConfidenceInterval::mean)
        .orElse(Double.NEGATIVE_INFINITY);
  }

  private HeatMap map(TrialSelection of, String method, int examples, ConfusionMatrix matrix) {
    List<String> classes = matrix.largest(most).stream().sorted().toList();
    int rest = matrix.classes().size() - classes.size();
    List<String> columns = new ArrayList<>(classes);
    if (rest > 0) {
      columns.add(OTHERS);
    }
    return new HeatMap(
        "%s%s with %s, accuracy %s %%%s."
            .formatted(
                trials.areSeveral() ? trials.name(of) + ": " : "",
                method,
                ShownDraw.perClass(examples),
                Numbers.percent(matrix.accuracy()),
                rest > 0
                    ? "; the %d classes with the most pictures of %d"
                        .formatted(classes.size(), matrix.classes().size())
                    : ""),
        "class",
        "taken for",
        columns,
        classes.stream()
            .map(
                name ->
                    new HeatMap.Line(
                        name, shares(matrix, name, classes, rest > 0), classes.indexOf(name)))
            .toList());
  }

  private static List<Double> shares(
      ConfusionMatrix matrix, String name, List<String> classes, boolean others) {
    List<Double> shares = new ArrayList<>();
    classes.forEach(each -> shares.add(matrix.share(name, each)));
    if (others) {
      double shown = shares.stream().mapToDouble(Double::doubleValue).sum();
      shares.add(Math.max(0, 1 - shown));
    }
    return shares;
  }
}
