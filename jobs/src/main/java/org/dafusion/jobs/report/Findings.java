package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dafusion.data.FewShotSplit;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.ScoreGrid;

/**
 * What trials say of each method, whatever it is: it gains or loses where the interval of the
 * paired difference leaves no doubt about the sign, and cannot be told from the baseline elsewhere.
 */
record Findings(ScoreGrid grid, String baseline) {
  /** A sentence for each method but the baseline. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (String method : grid.methods()) {
      if (!method.equals(baseline)) {
        sentence(method).ifPresent(sentences::add);
      }
    }
    return sentences;
  }

  private Optional<String> sentence(String method) {
    List<Integer> numbers =
        grid.examplesPerClass().stream()
            .filter(examples -> grid.difference(method, baseline, examples).isPresent())
            .toList();
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    if (numbers.size() == 1) {
      int examples = numbers.get(0);
      ConfidenceInterval difference = grid.difference(method, baseline, examples).orElseThrow();
      return Optional.of(
          "%s %s with %s (%s)."
              .formatted(
                  method,
                  verdict(difference, baseline),
                  ShownDraw.perClass(examples),
                  measured(difference)));
    }
    String each = "one number at a time, it " + each(method, numbers) + ".";
    return Optional.of(
        grid.difference(method, baseline)
            .map(
                all ->
                    "%s %s over all numbers of examples (%s); %s"
                        .formatted(method, verdict(all, baseline), measured(all), each))
            .orElse("%s: %s".formatted(method, each)));
  }

  /** Such as "gains on baseline with 1 and 4, loses to baseline with 2". */
  private String each(String method, List<Integer> numbers) {
    Map<String, List<String>> byVerdict = new LinkedHashMap<>();
    for (int examples : numbers) {
      byVerdict
          .computeIfAbsent(
              verdict(grid.difference(method, baseline, examples).orElseThrow(), baseline),
              verdict -> new ArrayList<>())
          .add(FewShotSplit.inWords(examples));
    }
    return byVerdict.entrySet().stream()
            .map(entry -> entry.getKey() + " with " + enumerated(entry.getValue()))
            .collect(Collectors.joining(", "))
        + " per class";
  }

  /** What the sign of a difference to the baseline says. */
  static String verdict(ConfidenceInterval difference, String baseline) {
    if (difference.trials() == 1) {
      return difference.mean() == 0
          ? "scores as much as " + baseline
          : "scores %s %s".formatted(difference.mean() > 0 ? "more than" : "less than", baseline);
    } else if (difference.low() > 0) {
      return "gains on " + baseline;
    }
    return (difference.high() < 0 ? "loses to " : "cannot be told from ") + baseline;
  }

  private static String measured(ConfidenceInterval difference) {
    String points = Numbers.points(difference.mean()) + " points";
    return difference.trials() == 1
        ? points + " on one seed, which may be chance"
        : "%s, 68 %% interval %s, %d seeds"
            .formatted(points, Numbers.pointsRange(difference), difference.trials());
  }

  static String enumerated(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }
}
