package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.stage.TextTable;

/**
 * What a whole grid consists of, told before anything of it is made: how many units of each kind
 * its trials want, what sharing saves, what the workspace holds already and what is left.
 *
 * @param datasets in order
 * @param finished what the workspace holds
 */
record GridPlan(List<PlannedDataset> datasets, FinishedWork finished) {

  /** All draws of all datasets. */
  List<BenchmarkDraw> draws() {
    return datasets.stream().flatMap(planned -> planned.draws().stream()).toList();
  }

  /** Whether the workspace does not hold a trial. */
  boolean isLeft(BenchmarkDraw.Trial trial) {
    return !finished.holds(trial);
  }

  /** Whether a trial is to do: one that is left, and whose tokens were not tried in vain. */
  boolean isToDo(BenchmarkDraw.Trial trial) {
    return isLeft(trial) && !finished.prevents(trial);
  }

  /**
   * Those draws of a dataset that have something left, each with its missing trials; also those
   * that cannot be done, so that a run tells of them.
   */
  List<BenchmarkDraw> left(PlannedDataset planned) {
    return planned.draws().stream()
        .map(draw -> draw.with(draw.trials().stream().filter(this::isLeft).toList()))
        .filter(draw -> !draw.trials().isEmpty())
        .toList();
  }

  /** The same of all datasets. */
  List<BenchmarkDraw> left() {
    return datasets.stream().flatMap(planned -> left(planned).stream()).toList();
  }

  PictureUnits pictures() {
    return new PictureUnits(draws(), finished, toDo());
  }

  TokenUnits tokens() {
    return new TokenUnits(draws(), finished, toDo());
  }

  TrialUnits trials() {
    return new TrialUnits(datasets, finished, toDo());
  }

  ErasureUnits erasures() {
    return new ErasureUnits(datasets, finished, toDo());
  }

  private Predicate<BenchmarkDraw.Trial> toDo() {
    return this::isToDo;
  }

  /** A line for each dataset, and a table of the units. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (PlannedDataset planned : datasets) {
      lines.add(line(planned));
      lines.addAll(leftOut(planned));
    }
    List<List<String>> rows = new ArrayList<>();
    add(rows, "classes erased", erasures().trainings());
    add(rows, "tokens learned", tokens().trainings());
    add(rows, "their samples", tokens().samples());
    PictureUnits pictures = pictures();
    add(rows, "pictures", pictures.pictures());
    add(rows, "UNet calls", pictures.calls());
    add(rows, "trials", trials().trials());
    add(rows, "views through the backbone", trials().views());
    add(rows, "steps of heads", trials().steps());
    lines.addAll(
        new TextTable(
                List.of("units", "wanted", "shared in draws", "shared", "there", "to do"), rows)
            .lines());
    return lines;
  }

  private static void add(List<List<String>> rows, String name, UnitCount count) {
    if (count.wanted() > 0) {
      rows.add(
          List.of(
              name,
              Long.toString(count.wanted()),
              Long.toString(count.sharedInDraws()),
              Long.toString(count.shared()),
              Long.toString(count.there()),
              Long.toString(count.toDo())));
    }
  }

  private String line(PlannedDataset planned) {
    BenchmarkSettings grid = planned.dataset().grid();
    return "%s%s, each on %d draws (%s examples per class, seeds %s)%s: %d trials, %d of them to do"
        .formatted(
            planned.dataset().label(),
            String.join(", ", grid.methods()),
            planned.draws().size(),
            join(grid.examplesPerClass().stream().map(FewShotSplit::inWords).toList()),
            join(grid.seeds()),
            planned.dataset().hasSeveralProtocols()
                ? ", by the protocols " + join(grid.protocols())
                : "",
            planned.trials().size(),
            planned.draws().stream()
                .flatMap(draw -> draw.trials().stream())
                .filter(this::isToDo)
                .count());
  }

  /** Says what cannot be done, if anything, and why. */
  private List<String> leftOut(PlannedDataset planned) {
    List<BenchmarkDraw.Trial> trials =
        planned.draws().stream()
            .flatMap(draw -> draw.trials().stream())
            .filter(trial -> isLeft(trial) && !isToDo(trial))
            .toList();
    if (trials.isEmpty()) {
      return List.of();
    }
    long tokens =
        trials.stream()
            .map(BenchmarkDraw.Trial::tokenRun)
            .distinct()
            .mapToLong(run -> finished.failed().get(run))
            .sum();
    return List.of(
        "%s%d trials and %d pictures are left out, because %d of the tokens that they want could not be learned: change the settings of invert, such as the learning rate of its recipe"
            .formatted(
                planned.dataset().label(),
                trials.size(),
                picturesToDo(planned, this::isLeft) - picturesToDo(planned, this::isToDo),
                tokens));
  }

  private long picturesToDo(PlannedDataset planned, Predicate<BenchmarkDraw.Trial> left) {
    return new PictureUnits(planned.draws(), finished, left).pictures().toDo();
  }

  private static String join(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
