package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.NormalisedScores;

/**
 * What trials say of each method: of one dataset by its numbers of examples ({@link Findings}), of
 * several by the datasets where it gains or loses, and over all of them.
 */
record DatasetFindings(ComparedTrials trials, String baseline) {
  /** Sentences for each method but the baseline. */
  List<String> sentences() {
    if (!trials.areSeveral()) {
      return new Findings(trials.latest().grid(), baseline).sentences();
    }
    List<String> sentences = new ArrayList<>();
    trials.byProtocol().forEach((protocol, of) -> sentences.addAll(sentences(protocol, of)));
    return sentences;
  }

  private List<String> sentences(String protocol, List<TrialSelection> of) {
    String prefix = trials.byProtocol().size() > 1 ? "%s protocol: ".formatted(protocol) : "";
    if (of.size() == 1) {
      return new Findings(of.get(0).grid(), baseline)
          .sentences().stream().map(sentence -> prefix + sentence).toList();
    }
    NormalisedScores scores =
        new NormalisedScores(ComparedTrials.grids(of), ConfidenceInterval.PAPER_LEVEL);
    List<String> sentences = new ArrayList<>();
    List<String> without =
        of.stream()
            .filter(each -> !each.grid().methods().contains(baseline))
            .map(TrialSelection::dataset)
            .toList();
    if (!without.isEmpty()) {
      sentences.add(
          "%sthere is no trial of %s for %s, so nothing is compared with it there."
              .formatted(prefix, baseline, Findings.enumerated(without)));
    }
    for (String method : trials.methods()) {
      if (!method.equals(baseline)) {
        byDataset(method, of)
            .ifPresent(found -> sentences.add(prefix + found + overall(method, scores) + "."));
      }
    }
    return sentences;
  }

  /** Such as "da-fusion gains on baseline for coco and spurge, loses to baseline for cars". */
  private Optional<String> byDataset(String method, List<TrialSelection> of) {
    Map<String, List<String>> byVerdict = new LinkedHashMap<>();
    for (TrialSelection each : of) {
      each.grid()
          .difference(method, baseline)
          .ifPresent(
              found ->
                  byVerdict
                      .computeIfAbsent(
                          Findings.verdict(found, baseline), verdict -> new ArrayList<>())
                      .add(each.dataset()));
    }
    return byVerdict.isEmpty()
        ? Optional.empty()
        : Optional.of(
            byVerdict.entrySet().stream()
                .map(entry -> entry.getKey() + " for " + Findings.enumerated(entry.getValue()))
                .collect(Collectors.joining(", ", method + " ", "")));
  }

  private String overall(String method, NormalisedScores scores) {
    return scores
        .together()
        .scores()
        .difference(method, baseline)
        .filter(found -> found.trials() > 1)
        .map(
            found ->
                "; over all datasets it is %s points of normalised score (68 %% interval %s, %d seeds)"
                    .formatted(
                        Numbers.points(found.mean()), Numbers.pointsRange(found), found.trials()))
        .orElse("");
  }
}
