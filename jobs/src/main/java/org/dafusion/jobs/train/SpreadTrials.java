package org.dafusion.jobs.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.RunClock;
import org.dafusion.jobs.stage.TaskSlots;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;

/**
 * Whole trials, each a task of an executor, as many together as there are slots. Those that keep
 * features do not go with the others, as all that go together wait for the longest. What is found
 * equals what {@link TrialRunner} finds on a driver of the same kind of device; it is kept when all
 * that went together are done.
 */
public final class SpreadTrials {
  private final String stage;
  private final SparkSession spark;
  private final Workspace place;
  private final HeldOutImages heldOut;
  private final ExecutorSettings executor;
  private final long maxPixels;
  private final Progress progress;
  private final RunTable table;

  /**
   * Trials of one dataset.
   *
   * @param stage whose word begins the lines that tell how it goes
   * @param heldOut tells the names of the dataset and of its classes
   * @param maxPixels of a picture
   */
  public SpreadTrials(
      String stage,
      SparkSession spark,
      Workspace place,
      HeldOutImages heldOut,
      ExecutorSettings executor,
      long maxPixels,
      Progress progress) {
    this.stage = stage;
    this.spark = spark;
    this.place = place;
    this.heldOut = heldOut;
    this.executor = executor;
    this.maxPixels = maxPixels;
    this.progress = progress;
    this.table = TrialsTable.in(place);
  }

  /**
   * Does trials of one run of {@code examples} whose pictures are there.
   *
   * @param done is told of each that was kept, in the order in which they go
   */
  public void run(List<PlannedTrial> trials, BiConsumer<PlannedTrial, TrialAccuracy> done) {
    for (List<PlannedTrial> some : together(trials, TaskSlots.of(spark))) {
      progress.say("%s: %d trials on executors".formatted(stage, some.size()));
      RunClock clock = RunClock.start();
      List<TrialOutcome> outcomes = outcomes(some);
      double together = clock.seconds();
      for (TrialOutcome outcome : outcomes) {
        PlannedTrial trial = some.get(outcome.index());
        outcome.skipped().forEach(text -> progress.say("  skipped " + text));
        TrialAccuracy accuracy = keep(trial, outcome, together * share(outcome, outcomes));
        TrialAccuracy.unselected(trial, accuracy).ifPresent(note -> progress.say("  " + note));
        done.accept(trial, accuracy);
      }
    }
  }

  /** Those that go together, at most as many as there are slots, in order. */
  static List<List<PlannedTrial>> together(List<PlannedTrial> trials, int slots) {
    List<List<PlannedTrial>> all = new ArrayList<>();
    for (boolean kept : new boolean[] {true, false}) {
      List<PlannedTrial> alike =
          trials.stream().filter(t -> t.classifier().keepsFeatures() == kept).toList();
      for (int from = 0; from < alike.size(); from += slots) {
        all.add(List.copyOf(alike.subList(from, Math.min(from + slots, alike.size()))));
      }
    }
    return all;
  }

  private List<TrialOutcome> outcomes(List<PlannedTrial> some) {
    return new TrialRows(spark, place, some)
            .placed()
            .toJavaRDD()
            .mapPartitions(
                new TrainOnExecutor(
                    some,
                    heldOut.dataset(),
                    heldOut.classNames(),
                    executor,
                    maxPixels,
                    HeadFile.folder(place).toString(),
                    place.hadoopForTasks()))
            .collect()
            .stream()
            .sorted(Comparator.comparingInt(TrialOutcome::index))
            .toList();
  }

  /**
   * A trial's share of the time on the clock that all took which went together: as the seconds of
   * its task are to those of all tasks.
   */
  static double share(TrialOutcome outcome, List<TrialOutcome> together) {
    double all = together.stream().mapToDouble(TrialOutcome::seconds).sum();
    return all > 0 ? outcome.seconds() / all : 1.0 / together.size();
  }

  private TrialAccuracy keep(PlannedTrial trial, TrialOutcome outcome, double seconds) {
    new KeptTrial(trial, outcome.rows(), seconds, outcome.device()).into(table);
    return TrialAccuracy.of(outcome.rows().stream().map(TrialsTable::fromRow).toList());
  }
}
