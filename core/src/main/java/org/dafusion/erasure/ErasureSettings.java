package org.dafusion.erasure;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.config.Rules;
import org.dafusion.data.ClassNames;
import org.dafusion.huggingface.SafetensorsType;

/**
 * The block {@code erase}.
 *
 * @param preset the recipe
 * @param scope {@code per-class} for a UNet for each class, {@code all-classes} for one
 * @param prompt what is erased; {@code {name}} stands for the class name, {@linkplain
 *     ClassNames#spelledOut spelled out}
 * @param size side in pixels of the pictures that training starts to draw
 * @param partialLatents partly denoised latents that an iteration takes from one trajectory
 * @param storedType {@code fp32} or {@code bf16}
 * @param checkpointEvery iterations between two checkpoints
 * @param seed that all draws derive from
 */
public record ErasureSettings(
    ErasurePreset preset,
    String scope,
    String prompt,
    int size,
    int partialLatents,
    String storedType,
    int checkpointEvery,
    long seed)
    implements Serializable {

  private static final String PER_CLASS = "per-class";
  private static final String ALL_CLASSES = "all-classes";
  private static final String NAME = "{name}";

  public ErasureSettings {
    Rules.of("erase")
        .oneOf("scope", scope, List.of(PER_CLASS, ALL_CLASSES))
        .notEmpty("prompt", prompt)
        .that("prompt", prompt.contains(NAME), "contain " + NAME, prompt)
        .between("size", size, 8, 4096)
        .between("partial-latents", partialLatents, 1, preset.samplingSteps() - 1)
        .oneOf("stored-type", storedType, List.of("fp32", "bf16"))
        .between("checkpoint-every", checkpointEvery, 1, 1_000_000)
        .atLeast("seed", seed, 0)
        .verify();
  }

  /** Reads the block {@code erase}. */
  public static ErasureSettings from(Config config) {
    return new ErasureSettings(
        ErasurePreset.from(config.getString("preset"), config),
        config.getString("scope"),
        config.getString("prompt"),
        config.getInt("size"),
        config.getInt("partial-latents"),
        config.getString("stored-type"),
        config.getInt("checkpoint-every"),
        config.getLong("seed"));
  }

  /** Whether one UNet is to forget all classes. */
  public boolean allAtOnce() {
    return scope.equals(ALL_CLASSES);
  }

  /** What is to be erased: each class by itself, or all of them together. */
  public List<ErasedConcept> concepts(List<String> classNames) {
    if (allAtOnce()) {
      List<String> prompts = classNames.stream().map(this::promptFor).toList();
      return List.of(new ErasedConcept(ErasedConcept.ALL, prompts));
    }
    return classNames.stream()
        .map(name -> new ErasedConcept(name, List.of(promptFor(name))))
        .toList();
  }

  private String promptFor(String className) {
    return prompt.replace(NAME, ClassNames.spelledOut(className));
  }

  SafetensorsType type() {
    return storedType.equals("bf16") ? SafetensorsType.BF16 : SafetensorsType.F32;
  }

  /** Everything that shapes the weights, by the key that says it. */
  public Map<String, Object> shaping() {
    Map<String, Object> shaping = new LinkedHashMap<>();
    shaping.put("preset", preset.name());
    shaping.put("train-method", preset.trainMethod());
    shaping.put("iterations", preset.iterations());
    shaping.put("learning-rate", preset.learningRate());
    shaping.put("start-guidance", preset.startGuidance());
    shaping.put("negative-guidance", preset.negativeGuidance());
    shaping.put("sampling-steps", preset.samplingSteps());
    shaping.put("sampling", preset.sampling());
    shaping.put("timestep", preset.timestep());
    shaping.put("scope", scope);
    shaping.put("prompt", prompt);
    shaping.put("size", size);
    shaping.put("partial-latents", partialLatents);
    shaping.put("stored-type", storedType);
    shaping.put("seed", seed);
    return shaping;
  }
}
