package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dafusion.report.Block;
import org.dafusion.report.Section;

/** Figures that were asked for: the paper's that trials are held against, and others by name. */
final class PaperFigureSection {
  private PaperFigureSection() {}

  /** The figure of the paper that {@code report.paper-figure} names, with what the paper says. */
  static Optional<Section> ofThePaper(Figures figures) {
    String number = figures.settings().paperFigure();
    if (number.isEmpty()) {
      return Optional.empty();
    }
    PaperFigure figure = PaperFigure.ofNumber(number);
    return Optional.of(
        new Section(
            "paper-figure",
            "Figure %s of the paper: %s".formatted(number, lowerCase(figure.title())),
            "The paper: %s Below is what the trials of this workspace say.%s"
                .formatted(
                    figure.claim(), figures.trials().isEmpty() ? " There are none yet." : ""),
            blocks(figures, figure.kinds())));
  }

  /** The figures that {@code report.figures} names. */
  static Optional<Section> byName(Figures figures) {
    List<FigureKind> kinds = figures.settings().kinds();
    return kinds.isEmpty() || figures.trials().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section(
                "figures",
                "Figures",
                "Those that report.figures asks for.",
                blocks(figures, kinds)));
  }

  private static List<Block> blocks(Figures figures, List<FigureKind> kinds) {
    List<Block> blocks = new ArrayList<>();
    kinds.forEach(kind -> blocks.addAll(figures.of(kind)));
    return blocks;
  }

  private static String lowerCase(String title) {
    return Character.toLowerCase(title.charAt(0)) + title.substring(1);
  }
}
