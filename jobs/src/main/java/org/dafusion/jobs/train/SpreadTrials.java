package org.dafusion.jobs.train;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
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
 * Whole trials, each a task of an executor, as many together as there are slots. What is found
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
   * @param done is told of each that was kept, in order
   */
  public void run(List<PlannedTrial> trials, BiConsumer<PlannedTrial, TrialAccuracy> done) {
    int slots = TaskSlots.of(spark);
    for (int from = 0; from < trials.size(); from += slots) {
      List<PlannedTrial> some =
          List.copyOf(trials.subList(from, Math.min(from + slots, trials.size())));
      progress.say("%s: %d trials on executors".formatted(stage, some.size()));
      for (TrialOutcome outcome : outcomes(some)) {
        PlannedTrial trial = some.get(outcome.index());
        outcome.skipped().forEach(text -> progress.say("  skipped " + text));
        TrialAccuracy accuracy = keep(trial, outcome);
        TrialAccuracy.unselected(trial, accuracy).ifPresent(note -> progress.say("  " + note));
        done.accept(trial, accuracy);
      }
    }
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

  private TrialAccuracy keep(PlannedTrial trial, TrialOutcome outcome) {
    table.append(outcome.rows());
    table
        .manifest()
        .record(
            RunClock.manifest(
                trial.id(),
                TrainStage.NAME,
                trial.settings(),
                trial.inputs(),
                trial.seeds(),
                table.countsByStatus(trial.id()),
                List.of(),
                outcome.seconds(),
                new TreeSet<>(List.of(outcome.device()))));
    return TrialAccuracy.of(outcome.rows().stream().map(TrialsTable::fromRow).toList());
  }
}
