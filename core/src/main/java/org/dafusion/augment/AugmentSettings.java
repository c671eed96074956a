package org.dafusion.augment;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.MaskBlend;
import org.dafusion.schedule.SchedulerKind;

/**
 * The block {@code augment}.
 *
 * @param methods names of the blocks in {@code augment.method} that make pictures, in order
 * @param repeats synthetic pictures per real one and method, the paper's M
 * @param batch guided pictures that the noise predictor takes at once
 * @param size side in pixels of the square that is diffused
 * @param steps denoising steps at intensity 1
 * @param scheduler word of the sampler
 * @param maskBlend word for how the kept part of a masked picture is put back
 * @param maskGrow window in pixels that masks grow by
 * @param resamples how often a picture that the safety checker flags is begun anew
 * @param seed that all pictures' seeds derive from
 * @param partitions of the work, 0 for one per task slot
 * @param commitEvery pictures of a method that come into the table together, at least
 */
public record AugmentSettings(
    List<String> methods,
    int repeats,
    int batch,
    int size,
    int steps,
    String scheduler,
    String maskBlend,
    int maskGrow,
    int resamples,
    long seed,
    int partitions,
    int commitEvery)
    implements Serializable {

  public AugmentSettings {
    methods = List.copyOf(methods);
    Rules.of("augment")
        .notEmpty("methods", methods)
        .that(
            "methods",
            new HashSet<>(methods).size() == methods.size(),
            "not name a method twice",
            methods)
        .between("repeats", repeats, 1, 10_000)
        .between("batch", batch, 1, 1024)
        .between("size", size, 8, 4096)
        .between("steps", steps, 1, 1000)
        .oneOf("scheduler", scheduler, SchedulerKind.words())
        .oneOf("mask-blend", maskBlend, MaskBlend.words())
        .between("mask-grow", maskGrow, 1, 4096)
        .between("resamples", resamples, 0, 100)
        .atLeast("seed", seed, 0)
        .between("partitions", partitions, 0, 1_000_000)
        .between("commit-every", commitEvery, 1, 100_000_000)
        .verify();
  }

  /** Reads the block {@code augment}. */
  public static AugmentSettings from(Config config) {
    return new AugmentSettings(
        config.getStringList("methods"),
        config.getInt("repeats"),
        config.getInt("batch"),
        config.getInt("size"),
        config.getInt("steps"),
        config.getString("scheduler"),
        config.getString("mask-blend"),
        config.getInt("mask-grow"),
        config.getInt("resamples"),
        config.getLong("seed"),
        config.getInt("partitions"),
        config.getInt("commit-every"));
  }

  /** The same with another batch. */
  public AugmentSettings withBatch(int other) {
    return new AugmentSettings(
        methods,
        repeats,
        other,
        size,
        steps,
        scheduler,
        maskBlend,
        maskGrow,
        resamples,
        seed,
        partitions,
        commitEvery);
  }

  /** What the pictures in one batch share. */
  public EditSettings editSettings() {
    return new EditSettings(
        SchedulerKind.parse(scheduler), steps, batch, size, size, MaskBlend.parse(maskBlend));
  }
}
