package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.examples.PrepareStage;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.TableLease;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.jobs.train.HeldOutImages;
import org.dafusion.jobs.train.SaveSettings;
import org.dafusion.jobs.train.TrialAccuracy;

/**
 * {@code examples} → {@code embeddings}, {@code synthetic}, {@code trials}: for each dataset a
 * trial of each method on each draw of images, all judged by the same validation images. For a draw
 * its tokens are learned from its photos alone, its pictures made, and a classifier trained for
 * each method, so that methods can be compared in pairs. What is in the tables is not done again,
 * nor is anything done for it, and what several trials want is made once.
 *
 * <p>Draws are done in waves. A wave has as many draws as it takes for their tokens to fill the
 * devices, at least one: its tokens are learned together, then pictures are made and classifiers
 * trained draw after draw. So a cluster of many GPUs is busy with the few classes of each draw, and
 * a small machine has its first results after the first draw.
 */
public final class BenchmarkStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "benchmark";

  private final String workspace;
  private final List<BenchmarkDataset> datasets;
  private final RateSettings rates;
  private final SaveSettings save;
  private final boolean planOnly;
  private final OpenBackbones backbones = new OpenBackbones();

  /**
   * The stage. What is wrong with a backbone's file, or with settings that it was not trained for,
   * is told here, before any work is done.
   *
   * @param datasets in order, at least one
   * @param rates for estimates
   * @param save which classifier of each method is kept as a model folder
   * @param planOnly whether to end once it is told what there is to do
   */
  public BenchmarkStage(
      String workspace,
      List<BenchmarkDataset> datasets,
      RateSettings rates,
      SaveSettings save,
      boolean planOnly) {
    this.workspace = workspace;
    this.datasets = List.copyOf(datasets);
    this.rates = rates;
    this.save = save;
    this.planOnly = planOnly;
    datasets.forEach(dataset -> dataset.arms().forEach(arm -> backbones.of(arm.classifier())));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Summary run(SparkSession spark, Progress progress) {
    return new Work(spark, progress).all();
  }

  /** One execution of the stage. */
  private final class Work {
    private final SparkSession spark;
    private final Progress progress;
    private final Workspace place;
    private final GridListing listing;
    private long planned;
    private long refused;

    Work(SparkSession spark, Progress progress) {
      this.spark = spark;
      this.progress = progress;
      this.place = Workspace.at(spark, workspace);
      this.listing = new GridListing(spark, workspace, backbones, progress);
    }

    Summary all() {
      List<PlannedDataset> known = datasets.stream().map(this::listed).toList();
      // two at once would do the same trials
      try (TableLease lease = planOnly ? null : TrialsTable.in(place).lease(progress::say)) {
        return all(known);
      }
    }

    private Summary all(List<PlannedDataset> known) {
      List<BenchmarkDraw> draws = known.stream().flatMap(p -> p.draws().stream()).toList();
      GridPlan plan = new GridPlan(known, FinishedWork.of(place, draws));
      List<String> told = new ArrayList<>(plan.lines());
      told.addAll(new GridEstimate(plan, MeasuredRates.in(place), rates).lines());
      if (planOnly) {
        return Summary.of(told);
      }
      told.forEach(progress::say);
      BenchmarkProgress clock = new BenchmarkProgress(plan.left(), progress);
      List<String> lines = new ArrayList<>();
      for (PlannedDataset each : known) {
        lines.addAll(run(each, plan.left(each), clock));
      }
      return new Summary(lines, planned, refused);
    }

    private PlannedDataset listed(BenchmarkDataset dataset) {
      if (!listing.isPrepared(dataset)) {
        if (planOnly) {
          progress.say(dataset.label() + "nothing is prepared yet, so its files are only listed");
          return listing.unprepared(dataset);
        }
        note(new PrepareStage(workspace, dataset.examples()).run(spark, progress));
      }
      return listing.prepared(dataset);
    }

    private void note(Summary prepared) {
      prepared.lines().forEach(progress::say);
      planned += prepared.planned();
      refused += prepared.refused();
    }

    /** Does what is left of a dataset; answers what was found. */
    private List<String> run(
        PlannedDataset each, List<BenchmarkDraw> left, BenchmarkProgress clock) {
      HeldOutImages heldOut =
          HeldOutImages.read(
              place, new SelectedExamples(each.examples(), each.draws().get(0).split()));
      if (!each.dataset().name().isEmpty()) {
        heldOut = heldOut.named(each.dataset().name());
      }
      try (DatasetTrials trials =
          new DatasetTrials(spark, place, each, heldOut, backbones, progress)) {
        trials.prepare(left);
        DatasetRun run = new DatasetRun(spark, workspace, progress, each, trials, clock);
        run.run(left);
        planned += run.wanted();
        refused += run.refused();
        trials.seal();
        Map<String, TrialAccuracy> found = trials.found();
        List<String> lines = new ArrayList<>();
        for (String protocol : each.dataset().grid().protocols()) {
          BenchmarkScores scores =
              new BenchmarkScores(
                  each, protocol, heldOut.dataset(), heldOut.images().size(), found);
          lines.addAll(scores.lines());
          lines.add("benchmark: the numbers, " + scores.write(place));
        }
        if (save.wanted()) {
          lines.addAll(trials.saved(found, save));
        }
        return lines;
      }
    }
  }
}
