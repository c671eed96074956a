package org.dafusion.jobs.report;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.data.Part;
import org.dafusion.metrics.DatasetBins;
import org.dafusion.metrics.IntervalKind;

/**
 * What a report's figures show and how, from the block {@code report}.
 *
 * @param figures names of {@link FigureKind}; empty for those that trials allow
 * @param paperFigure number of the paper's figure that trials are held against; empty for none
 * @param interval name of the {@link IntervalKind} of figures
 * @param part which images trials are judged by
 * @param confusionClasses classes of a confusion matrix that are shown, the largest
 * @param bins which dataset is common, fine-grain or novel
 */
public record FigureSettings(
    List<String> figures,
    String paperFigure,
    String interval,
    String part,
    int confusionClasses,
    DatasetBins bins) {
  public FigureSettings {
    figures = List.copyOf(figures);
    Rules rules = Rules.of("report");
    figures.forEach(figure -> rules.oneOf("figures", figure, FigureKind.keys()));
    List<String> numbers = new ArrayList<>(PaperFigure.numbers());
    rules
        .that(
            "paper-figure",
            paperFigure.isEmpty() || numbers.contains(paperFigure),
            "be empty or one of " + String.join(", ", numbers),
            paperFigure)
        .oneOf("interval", interval, IntervalKind.keys())
        .oneOf("part", part, List.of(Part.VALIDATION.folderName(), Part.TEST.folderName()))
        .between("confusion-classes", confusionClasses, 2, 200)
        .verify();
  }

  /** Reads the block {@code report}. */
  public static FigureSettings from(Config config) {
    return new FigureSettings(
        config.getStringList("figures"),
        config.getString("paper-figure"),
        config.getString("interval"),
        config.getString("part"),
        config.getInt("confusion-classes"),
        DatasetBins.from(config.getConfig("bins")));
  }

  IntervalKind intervalKind() {
    return IntervalKind.ofKey(interval);
  }

  /** Those that were asked for by name. */
  List<FigureKind> kinds() {
    return figures.stream().map(FigureKind::ofKey).toList();
  }
}
