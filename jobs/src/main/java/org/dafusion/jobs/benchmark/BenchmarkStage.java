package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.dafusion.augment.MethodSettings;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.data.FewShotSplit;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.augment.AugmentStage;
import org.dafusion.jobs.erase.EraseStage;
import org.dafusion.jobs.examples.ExampleDraws;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.invert.InvertStage;
import org.dafusion.jobs.pictures.PictureRuns;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.jobs.train.HeldOutImages;
import org.dafusion.jobs.train.PlannedTrial;
import org.dafusion.jobs.train.SaveSettings;
import org.dafusion.jobs.train.TrialAccuracy;
import org.dafusion.jobs.train.TrialImages;
import org.dafusion.jobs.train.TrialRunner;
import org.dafusion.schedule.NoiseSchedule;

/**
 * {@code examples} → {@code embeddings}, {@code synthetic}, {@code trials}: a trial of each method
 * on each draw of images, all judged by the same validation images. For a draw its tokens are
 * learned from its photos alone, its pictures made, and a classifier trained for each method, so
 * that methods can be compared in pairs. A trial that is in the table is not done again, nor is
 * anything done for it.
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
  private final ExampleSettings examples;
  private final PictureSettings pictures;
  private final ClassifierSettings classifier;
  private final BenchmarkSettings benchmark;
  private final SaveSettings save;
  private final BackboneSource backbone;

  /**
   * The stage. What is wrong with the backbone's file, or with settings that it was not trained
   * for, is told here, before any work is done.
   *
   * @param pictures whose methods are those that the benchmark names
   * @param save which classifier of each method is kept as a model folder
   */
  public BenchmarkStage(
      String workspace,
      ExampleSettings examples,
      PictureSettings pictures,
      ClassifierSettings classifier,
      BenchmarkSettings benchmark,
      SaveSettings save) {
    this.workspace = workspace;
    this.examples = examples;
    this.pictures = pictures;
    this.classifier = classifier;
    this.benchmark = benchmark;
    this.save = save;
    this.backbone = BackboneSource.of(classifier);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    SelectedExamples selected = SelectedExamples.latest(place, examples);
    HeldOutImages heldOut = HeldOutImages.read(place, selected);
    pictures.requireNoClassNames(heldOut.classNames());
    ModelFolder folder = ModelSource.open(pictures.model(), place.hadoop());
    pictures.requireSides(folder);
    Work work = new Work(spark, progress, place, selected.run(), heldOut);
    if (pictures.erases()) {
      work.note(
          new EraseStage(
                  workspace, examples, pictures.model(), pictures.executor(), pictures.erasure())
              .run(spark, progress));
    }
    return work.all(folder);
  }

  /** One execution of the stage. */
  private final class Work {
    private final SparkSession spark;
    private final Progress progress;
    private final Workspace place;
    private final String run;
    private final HeldOutImages heldOut;
    private long planned;
    private long refused;

    Work(
        SparkSession spark, Progress progress, Workspace place, String run, HeldOutImages heldOut) {
      this.spark = spark;
      this.progress = progress;
      this.place = place;
      this.run = run;
      this.heldOut = heldOut;
    }

    Summary all(ModelFolder folder) {
      List<BenchmarkDraw> draws =
          draws(PictureRuns.of(place, pictures, folder, run, heldOut.classNames()));
      List<PlannedTrial> trials =
          draws.stream()
              .flatMap(draw -> draw.trials().stream())
              .map(BenchmarkDraw.Trial::planned)
              .toList();
      try (TrialRunner runner =
          new TrialRunner(
              NAME,
              spark,
              place,
              backbone,
              heldOut,
              pictures.executor(),
              examples.limits().maxPixels(),
              progress)) {
        BenchmarkPlan plan =
            new BenchmarkPlan(
                benchmark,
                pictures,
                classifier,
                NoiseSchedule.from(folder.config("scheduler")),
                heldOut.classNames(),
                trials.size(),
                missing(draws, runner));
        plan.lines().forEach(progress::say);
        work(plan, folder.digest(), runner);
        Map<String, TrialAccuracy> found = runner.found(trials);
        BenchmarkScores scores = new BenchmarkScores(benchmark, heldOut, run, trials, found);
        List<String> lines = new ArrayList<>(scores.lines());
        if (save.wanted()) {
          lines.addAll(saved(trials, found, runner));
        }
        lines.add("benchmark: the numbers, " + scores.write(place));
        return new Summary(lines, planned, refused);
      }
    }

    /** All draws, from pools as the experiment's. */
    private List<FewShotSplit> splits() {
      return benchmark.splits().stream()
          .map(split -> examples.split().with(split.examplesPerClass(), split.seed()))
          .toList();
    }

    /** Saves the most accurate classifier of each method, the first of equals. */
    private List<String> saved(
        List<PlannedTrial> trials, Map<String, TrialAccuracy> found, TrialRunner runner) {
      Map<String, PlannedTrial> chosen = new LinkedHashMap<>();
      for (PlannedTrial trial : trials) {
        if (found.containsKey(trial.id())) {
          chosen.merge(
              trial.method(),
              trial,
              (known, next) ->
                  save.value(found.get(next.id())) > save.value(found.get(known.id()))
                      ? next
                      : known);
        }
      }
      List<String> lines = new ArrayList<>();
      chosen.forEach(
          (method, trial) ->
              runner
                  .save(trial, save)
                  .ifPresent(
                      folder ->
                          lines.add("benchmark: %s, classifier %s".formatted(method, folder))));
      return lines;
    }

    private List<BenchmarkDraw> draws(PictureRuns runs) {
      ExampleDraws counted = new ExampleDraws(place, run);
      List<BenchmarkDraw> draws = new ArrayList<>();
      for (FewShotSplit split : splits()) {
        int images = Math.toIntExact(counted.images(split));
        draws.add(
            new BenchmarkDraw(
                split,
                images,
                benchmark.methods().stream()
                    .map(method -> new BenchmarkDraw.Trial(method, trial(method, split, runs)))
                    .toList()));
      }
      return draws;
    }

    private PlannedTrial trial(BenchmarkMethod method, FewShotSplit split, PictureRuns runs) {
      String synthetic =
          pictures.methods().stream()
              .filter(made -> made.name().equals(method.pictures()))
              .findFirst()
              .map(made -> runs.synthetic(made, split).id())
              .orElse(null);
      return PlannedTrial.of(
          method.name(),
          new SelectedExamples(run, split),
          synthetic,
          pictures,
          classifier.withTrial(method.transform(), method.syntheticProbability(), split.seed()),
          backbone);
    }

    private List<BenchmarkDraw> missing(List<BenchmarkDraw> draws, TrialRunner runner) {
      return draws.stream()
          .map(
              draw ->
                  draw.with(
                      draw.trials().stream()
                          .filter(trial -> !runner.isThere(trial.planned()))
                          .toList()))
          .filter(draw -> !draw.trials().isEmpty())
          .toList();
    }

    private void work(BenchmarkPlan plan, String modelDigest, TrialRunner runner) {
      if (!plan.draws().isEmpty()) {
        // before the clock starts, and before hours of work if something is wrong with it
        runner.prepare(classifier, plan.draws().get(0).split());
      }
      BenchmarkProgress told = new BenchmarkProgress(plan, progress);
      InvertStage inverting = new InvertStage(workspace, examples, pictures);
      long tokensAtOnce =
          plan.draws().stream().anyMatch(draw -> plan.tokens(draw) > 0)
              ? inverting.tokensAtOnce(spark, place, modelDigest)
              : 0;
      for (List<BenchmarkDraw> wave : plan.waves(tokensAtOnce)) {
        List<BenchmarkDraw> unlearned =
            learn(inverting, wave.stream().filter(plan::wantsTokens).toList(), told);
        for (BenchmarkDraw planned : wave) {
          PictureSettings wanted = pictures.withMethods(plan.methods(planned));
          judge(planned, wanted, unlearned.contains(planned), runner, told);
        }
      }
    }

    /**
     * Learns the tokens of draws together, as far as they are not there.
     *
     * @return the draws of which not all could be learned
     */
    private List<BenchmarkDraw> learn(
        InvertStage inverting, List<BenchmarkDraw> draws, BenchmarkProgress told) {
      if (draws.isEmpty()) {
        return List.of();
      }
      // a sheet of the tokens of one draw tells enough; a report shows that draw's pictures too
      FewShotSplit previewed = FewShotSplit.largest(splits());
      List<SelectedExamples> selected =
          draws.stream().map(draw -> new SelectedExamples(run, draw.split())).toList();
      List<Summary> tokens = inverting.run(spark, progress, place, selected, previewed);
      List<BenchmarkDraw> unlearned = new ArrayList<>();
      for (int i = 0; i < draws.size(); i++) {
        note(tokens.get(i));
        if (tokens.get(i).refused() > 0) {
          unlearned.add(draws.get(i));
        }
      }
      told.learned(draws);
      return unlearned;
    }

    /** Makes the pictures of a draw and does its trials. */
    private void judge(
        BenchmarkDraw planned,
        PictureSettings wanted,
        boolean lacksTokens,
        TrialRunner runner,
        BenchmarkProgress told) {
      SelectedExamples selected = new SelectedExamples(run, planned.split());
      BenchmarkDraw draw = make(wanted, selected, planned, lacksTokens);
      told.made(planned, draw);
      TrialImages images = TrialImages.read(place, selected, pictures.augment().repeats());
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        if (trial.planned().synthetic() != null) {
          images.requireSynthetic(trial.planned().synthetic());
        }
        told.finished(draw, trial, runner.run(trial.planned(), draw.name(trial), images));
      }
    }

    /**
     * Makes the pictures of a draw, as far as they are not there. Where a token could not be
     * learned, answers the draw without the trials that want it: one training that diverges is no
     * reason to lose all others.
     */
    private BenchmarkDraw make(
        PictureSettings wanted,
        SelectedExamples selected,
        BenchmarkDraw draw,
        boolean lacksTokens) {
      PictureSettings possible =
          lacksTokens
              ? wanted.withMethods(
                  wanted.methods().stream().filter(made -> !made.wantsTokens()).toList())
              : wanted;
      if (!possible.methods().isEmpty()) {
        note(new AugmentStage(workspace, examples, possible).run(spark, progress, place, selected));
      }
      return without(draw, missing(wanted, possible));
    }

    private static List<String> missing(PictureSettings wanted, PictureSettings made) {
      return wanted.methods().stream()
          .map(MethodSettings::name)
          .filter(name -> made.methods().stream().noneMatch(method -> method.name().equals(name)))
          .toList();
    }

    private BenchmarkDraw without(BenchmarkDraw draw, List<String> methods) {
      List<BenchmarkDraw.Trial> possible = new ArrayList<>();
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        if (methods.contains(trial.method().pictures())) {
          progress.say(
              "benchmark: left out %s, because not all of its tokens could be learned"
                  .formatted(draw.name(trial)));
        } else {
          possible.add(trial);
        }
      }
      return draw.with(possible);
    }

    /** Adds up what a stage planned and refused; its lines are told where something was refused. */
    private void note(Summary summary) {
      planned += summary.planned();
      refused += summary.refused();
      if (summary.refused() > 0) {
        summary.lines().forEach(progress::say);
      }
    }
  }
}
