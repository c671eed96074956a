package org.dafusion.jobs.augment;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dafusion.augment.AugmentRequest;
import org.dafusion.augment.EditPlan;
import org.dafusion.augment.GenerativeAugmentation;
import org.dafusion.augment.MaskChoice;
import org.dafusion.augment.MethodSettings;
import org.dafusion.augment.TokenChoice;
import org.dafusion.data.ImageFile;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.random.Seeds;
import org.dafusion.schedule.NoiseSchedule;
import org.dafusion.schedule.SchedulerKind;

/**
 * Calls of the noise predictor that the pictures of a run take, known before any is made, as a
 * picture's seed decides its intensities. A call is one denoising step of one picture, of two rows
 * where guidance is above 1, as in the reference code's batches of two: 26 at intensity 0.5 of 50
 * steps of PNDM. What the safety checker has begun anew comes on top.
 */
public final class UnetCalls {
  /** Stands in for vectors that are not learned yet; how long an edit takes they do not decide. */
  private static final List<float[]> UNLEARNED = List.of(new float[1]);

  private final SyntheticRun run;
  private final NoiseSchedule schedule;
  private final GenerativeAugmentation augmentation;
  private final Map<Double, Integer> steps = new HashMap<>();

  /**
   * Those of a run.
   *
   * @param schedule of the run's model
   * @param classNames of all pictures that will be asked for
   */
  public UnetCalls(SyntheticRun run, NoiseSchedule schedule, Collection<String> classNames) {
    this.run = run;
    this.schedule = schedule;
    Map<String, List<float[]>> words =
        classNames.stream()
            .map(LearnedTokens::placeholder)
            .distinct()
            .collect(Collectors.toMap(Function.identity(), word -> UNLEARNED));
    this.augmentation =
        run.method().toAugmentation(new TokenChoice(new LearnedTokens(words), Map.of()));
  }

  /** For one picture; 0 where there is nothing to do, or where a mask is wanted and missing. */
  public int of(ImageFile source, int repeat) {
    MethodSettings method = run.method();
    boolean fixed = !method.methodType().composed() && method.intensities().range().isEmpty();
    if (fixed && method.intensities().choices().size() == 1) {
      boolean lacksMask = method.wantsMasks() && source.mask() == null;
      return lacksMask ? 0 : steps(method.intensities().choices().get(0));
    }
    long seed = Seeds.derive(run.augment().seed(), source.id(), repeat);
    AugmentRequest request =
        new AugmentRequest("", source.id(), null, source.className(), seed, null);
    int calls = 0;
    for (EditPlan edit : augmentation.plan(request)) {
      if (edit.mask() != MaskChoice.NONE && source.mask() == null) {
        return 0;
      }
      calls += steps(edit.intensity());
    }
    return calls;
  }

  private int steps(double intensity) {
    SchedulerKind kind = SchedulerKind.parse(run.augment().scheduler());
    return steps.computeIfAbsent(
        intensity, t -> schedule.trajectory(kind, run.augment().steps(), t).length());
  }
}
