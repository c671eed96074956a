package org.dafusion.erasure;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.dafusion.config.Rules;

/**
 * One named block of {@code erase.presets}: a recipe.
 *
 * @param name the block's name
 * @param trainMethod word of the weights that are trained
 * @param iterations optimiser steps
 * @param learningRate of Adam
 * @param startGuidance strength of guidance while latents are denoised part of the way
 * @param negativeGuidance the paper's η, how far to go against the concept
 * @param samplingSteps DDIM steps of a whole trajectory
 * @param sampling {@code student} or {@code frozen}: which weights denoise
 * @param timestep {@code spread} or {@code grid}: see {@link ErasurePlan}
 */
public record ErasurePreset(
    String name,
    String trainMethod,
    int iterations,
    double learningRate,
    double startGuidance,
    double negativeGuidance,
    int samplingSteps,
    String sampling,
    String timestep)
    implements Serializable {

  static final String STUDENT = "student";
  static final String FROZEN = "frozen";
  static final String SPREAD = "spread";
  static final String GRID = "grid";

  public ErasurePreset {
    Rules.of("erase.presets." + name)
        .oneOf("train-method", trainMethod, TrainMethod.words())
        .between("iterations", iterations, 1, 1_000_000)
        .positive("learning-rate", learningRate)
        .between("start-guidance", startGuidance, 0, 1000)
        .between("negative-guidance", negativeGuidance, 0, 1000)
        .between("sampling-steps", samplingSteps, 2, 1000)
        .oneOf("sampling", sampling, List.of(STUDENT, FROZEN))
        .oneOf("timestep", timestep, List.of(SPREAD, GRID))
        .verify();
  }

  /**
   * Reads a member of {@code erase.presets}.
   *
   * @param erase the block {@code erase}
   */
  public static ErasurePreset from(String name, Config erase) {
    Config presets = erase.getConfig("presets");
    Rules.of("erase")
        .oneOf("preset", name, presets.root().keySet().stream().sorted().toList())
        .verify();
    Config config = presets.getConfig(ConfigUtil.quoteString(name));
    return new ErasurePreset(
        name,
        config.getString("train-method"),
        config.getInt("iterations"),
        config.getDouble("learning-rate"),
        config.getDouble("start-guidance"),
        config.getDouble("negative-guidance"),
        config.getInt("sampling-steps"),
        config.getString("sampling"),
        config.getString("timestep"));
  }

  /** The weights that are trained. */
  public TrainMethod method() {
    return TrainMethod.valueOf(trainMethod.toUpperCase(Locale.ROOT));
  }

  boolean samplesFrozen() {
    return sampling.equals(FROZEN);
  }
}
