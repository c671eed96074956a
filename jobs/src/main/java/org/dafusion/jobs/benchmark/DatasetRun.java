package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.dafusion.augment.MethodSettings;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.augment.AugmentStage;
import org.dafusion.jobs.erase.EraseStage;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.invert.InvertStage;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.Workspace;

/**
 * Does what is left of one dataset's grid: erasures, then wave after wave of draws their tokens,
 * pictures and trials.
 */
final class DatasetRun {
  private final SparkSession spark;
  private final String workspace;
  private final Workspace place;
  private final Progress progress;
  private final PlannedDataset planned;
  private final DatasetTrials trials;
  private final BenchmarkProgress told;
  private final Map<String, InvertStage> inverting = new HashMap<>();
  private long wanted;
  private long refused;

  /**
   * The run; nothing is done yet.
   *
   * @param trials does the trials
   */
  DatasetRun(
      SparkSession spark,
      String workspace,
      Progress progress,
      PlannedDataset planned,
      DatasetTrials trials,
      BenchmarkProgress told) {
    this.spark = spark;
    this.workspace = workspace;
    this.place = Workspace.at(spark, workspace);
    this.progress = progress;
    this.planned = planned;
    this.trials = trials;
    this.told = told;
  }

  /** Rows that were wanted of the stages before the trials. */
  long wanted() {
    return wanted;
  }

  /** How many of them hold no result. */
  long refused() {
    return refused;
  }

  /**
   * Does it.
   *
   * @param left draws with something to do, each with its missing trials
   */
  void run(List<BenchmarkDraw> left) {
    erase(left);
    long tokensAtOnce = tokensAtOnce(left);
    for (List<BenchmarkDraw> wave : DrawWaves.of(left, tokensAtOnce)) {
      Set<BenchmarkDraw.Trial> unlearned = learn(wave);
      List<BenchmarkDraw> made = new ArrayList<>();
      for (BenchmarkDraw draw : wave) {
        BenchmarkDraw possible = make(draw, unlearned);
        if (trials.spread()) {
          made.add(possible);
        } else {
          trials.judge(possible, selected(draw), told);
        }
      }
      trials.spread(made, told);
    }
  }

  private ExampleSettings examples() {
    return planned.dataset().examples();
  }

  private void erase(List<BenchmarkDraw> left) {
    Map<String, PictureSettings> byRun = new LinkedHashMap<>();
    trials(left)
        .filter(trial -> trial.pictures() != null && !trial.pictures().erasures().isEmpty())
        .forEach(t -> byRun.putIfAbsent(t.pictures().erasures(), t.arm().pictures()));
    for (PictureSettings pictures : byRun.values()) {
      note(
          new EraseStage(
                  workspace, examples(), pictures.model(), pictures.executor(), pictures.erasure())
              .run(spark, progress));
    }
  }

  private static java.util.stream.Stream<BenchmarkDraw.Trial> trials(List<BenchmarkDraw> draws) {
    return draws.stream().flatMap(draw -> draw.trials().stream());
  }

  private long tokensAtOnce(List<BenchmarkDraw> left) {
    return trials(left)
        .filter(trial -> trial.arm().learnsTokens())
        .findFirst()
        .map(trial -> inverting(trial).tokensAtOnce(spark, place, trial.pictures().modelDigest()))
        .orElse(0L);
  }

  /** The stage that learns the tokens of a trial, and of other draws with the same settings. */
  private InvertStage inverting(BenchmarkDraw.Trial trial) {
    return inverting.computeIfAbsent(
        family(trial), f -> new InvertStage(workspace, examples(), trial.arm().pictures()));
  }

  /** What tells the tokens of one recipe, model and so on from others, whatever the draw. */
  private String family(BenchmarkDraw.Trial trial) {
    PictureSettings pictures = trial.arm().pictures();
    return pictures
        .invertRun(
            planned.examples(),
            new FewShotSplit(0, 0),
            trial.pictures().modelDigest(),
            trial.pictures().erasures(),
            "")
        .id();
  }

  /**
   * Learns the tokens of draws together, as far as they are not there.
   *
   * @return the trials for which not all could be learned
   */
  private Set<BenchmarkDraw.Trial> learn(List<BenchmarkDraw> wave) {
    Map<String, List<BenchmarkDraw>> byFamily = new LinkedHashMap<>();
    for (BenchmarkDraw draw : wave) {
      Map<String, List<BenchmarkDraw.Trial>> own = new LinkedHashMap<>();
      draw.trials().stream()
          .filter(trial -> trial.arm().wantsTokens())
          .forEach(t -> own.computeIfAbsent(family(t), f -> new ArrayList<>()).add(t));
      own.forEach(
          (family, some) ->
              byFamily.computeIfAbsent(family, f -> new ArrayList<>()).add(draw.with(some)));
    }
    Set<BenchmarkDraw.Trial> unlearned = new LinkedHashSet<>();
    byFamily.values().forEach(draws -> unlearned.addAll(learnAlike(draws)));
    if (!byFamily.isEmpty()) {
      told.learned(wave);
    }
    return unlearned;
  }

  private List<BenchmarkDraw.Trial> learnAlike(List<BenchmarkDraw> draws) {
    // a sheet of the tokens of one draw tells enough; a report shows that draw's pictures too
    FewShotSplit previewed =
        FewShotSplit.largest(planned.draws().stream().map(BenchmarkDraw::split).toList());
    List<SelectedExamples> selected = draws.stream().map(this::selected).toList();
    InvertStage stage = inverting(draws.get(0).trials().get(0));
    List<Summary> tokens = stage.run(spark, progress, place, selected, previewed);
    List<BenchmarkDraw.Trial> unlearned = new ArrayList<>();
    for (int i = 0; i < draws.size(); i++) {
      note(tokens.get(i));
      if (tokens.get(i).refused() > 0) {
        unlearned.addAll(draws.get(i).trials());
      }
    }
    return unlearned;
  }

  private SelectedExamples selected(BenchmarkDraw draw) {
    return new SelectedExamples(planned.examples(), draw.split());
  }

  /**
   * Makes the pictures of a draw; answers the draw with the trials that can be done. Where a token
   * could not be learned, leaves out those that want it: one training that diverges is no reason to
   * lose all others.
   */
  private BenchmarkDraw make(BenchmarkDraw draw, Set<BenchmarkDraw.Trial> unlearned) {
    BenchmarkDraw possible =
        draw.with(draw.trials().stream().filter(t -> !unlearned.contains(t)).toList());
    make(possible);
    draw.trials().stream()
        .filter(unlearned::contains)
        .forEach(
            trial ->
                progress.say(
                    "benchmark: left out %s, because not all of its tokens could be learned"
                        .formatted(draw.name(trial))));
    told.made(draw, possible);
    return possible;
  }

  /** Makes the pictures of a draw, as far as they are not there; those that arms share once. */
  private void make(BenchmarkDraw draw) {
    Map<PictureSettings, Map<String, MethodSettings>> alike = new LinkedHashMap<>();
    Set<String> planned = new LinkedHashSet<>();
    // the arm with the most repeats first, whose pictures hold those of the others
    draw.trials().stream()
        .filter(trial -> trial.pictures() != null)
        .sorted(Comparator.comparingInt((BenchmarkDraw.Trial t) -> t.arm().repeats()).reversed())
        .filter(trial -> planned.add(trial.planned().synthetic()))
        .forEach(
            trial ->
                alike
                    .computeIfAbsent(
                        trial.arm().pictures().withMethods(List.of()), p -> new LinkedHashMap<>())
                    .put(trial.planned().synthetic(), trial.arm().making()));
    alike.forEach((settings, methods) -> make(draw, settings, methods.values()));
  }

  private void make(
      BenchmarkDraw draw, PictureSettings settings, Collection<MethodSettings> methods) {
    PictureSettings some = settings.withMethods(List.copyOf(methods));
    note(new AugmentStage(workspace, examples(), some).run(spark, progress, place, selected(draw)));
  }

  /** Adds up what a stage planned and refused; its lines are told where something was refused. */
  private void note(Summary summary) {
    wanted += summary.planned();
    refused += summary.refused();
    if (summary.refused() > 0) {
      summary.lines().forEach(progress::say);
    }
  }
}
