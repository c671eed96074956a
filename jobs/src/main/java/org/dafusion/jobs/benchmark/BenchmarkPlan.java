package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dafusion.augment.MethodSettings;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.data.FewShotSplit;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.jobs.augment.AugmentPlan;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.schedule.NoiseSchedule;

/**
 * What is left of a benchmark, and what that will cost at most, told before it begins. Pictures
 * that do not depend on learned tokens are made once for all draws that share a source.
 *
 * @param classNames by label
 * @param wanted trials in all
 * @param draws those with something to do, each with its missing trials
 */
record BenchmarkPlan(
    BenchmarkSettings benchmark,
    PictureSettings pictures,
    ClassifierSettings classifier,
    NoiseSchedule schedule,
    List<String> classNames,
    long wanted,
    List<BenchmarkDraw> draws) {

  /** Two lines for people. */
  List<String> lines() {
    return List.of(
        "benchmark: %s, each on %d draws (%s examples per class, seeds %s): %d trials, %d of them to do"
            .formatted(
                join(benchmark.methods().stream().map(BenchmarkMethod::name).toList()),
                benchmark.splits().size(),
                join(benchmark.examplesPerClass().stream().map(FewShotSplit::inWords).toList()),
                join(benchmark.seeds()),
                wanted,
                trialsToDo()),
        "benchmark: at most %s, %d views through the backbone"
            .formatted(tokensAndPictures(), views()));
  }

  private String tokensAndPictures() {
    InversionRecipe recipe = pictures.invert().recipe();
    long calls = 0;
    for (BenchmarkDraw draw : draws) {
      calls += new AugmentPlan(pictures.augment(), methods(draw), schedule).calls(draw.images());
    }
    return "%d tokens of %d steps of %d samples, %d pictures (about %d UNet calls of %d rows)"
        .formatted(
            draws.stream().mapToLong(this::tokens).sum(),
            recipe.steps(),
            recipe.batch(),
            draws.stream().mapToLong(this::pictures).sum(),
            calls,
            2 * pictures.augment().batch());
  }

  /** Trials that are left. */
  long trialsToDo() {
    return draws.stream().mapToLong(draw -> draw.trials().size()).sum();
  }

  /**
   * Tokens that a draw's trials want and that are learned, at most: one for each class or, where
   * some classes have one for each image, no more than images.
   */
  long tokens(BenchmarkDraw draw) {
    if (!wantsTokens(draw) || pictures.invert().imports()) {
      return 0;
    }
    return classNames.stream().anyMatch(pictures.invert().inversion()::isSpecific)
        ? draw.images()
        : classNames.size();
  }

  /** Whether a draw's trials want tokens, learned or imported. */
  boolean wantsTokens(BenchmarkDraw draw) {
    return pictures.withMethods(methods(draw)).wantTokens();
  }

  /**
   * The draws in their order, as many together as there is room for their tokens; one whose tokens
   * are more goes alone.
   *
   * @param tokensAtOnce that the devices train at the same time
   */
  List<List<BenchmarkDraw>> waves(long tokensAtOnce) {
    List<List<BenchmarkDraw>> waves = new ArrayList<>();
    long room = 0;
    for (BenchmarkDraw draw : draws) {
      if (waves.isEmpty() || tokens(draw) > room) {
        waves.add(new ArrayList<>());
        room = tokensAtOnce;
      }
      waves.get(waves.size() - 1).add(draw);
      room -= tokens(draw);
    }
    return waves;
  }

  /** Pictures that a draw's trials want. */
  long pictures(BenchmarkDraw draw) {
    return (long) draw.images() * pictures.augment().repeats() * methods(draw).size();
  }

  private long views() {
    return draws.stream().mapToLong(BenchmarkDraw::cost).sum() * Math.max(1, classifier.views());
  }

  /** The methods whose pictures a draw's trials want. */
  List<MethodSettings> methods(BenchmarkDraw draw) {
    List<String> names =
        draw.trials().stream().map(trial -> trial.method().pictures()).distinct().toList();
    return pictures.methods().stream().filter(method -> names.contains(method.name())).toList();
  }

  private static String join(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
