package org.dafusion.jobs.stage;

import java.util.List;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.LeakageSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.data.FewShotSplit;
import org.dafusion.erasure.ErasureSettings;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;

/**
 * How synthetic pictures are made.
 *
 * @param model the diffusion model
 * @param executor what it runs on
 * @param augment what all methods share
 * @param methods settings of each of {@code augment.methods}, in order
 * @param leakage what the model may not be told
 * @param words how the words that prompts use are learned
 * @param erasure how the classes are erased from the model first; null where they are not
 */
public record PictureSettings(
    ModelSettings model,
    ExecutorSettings executor,
    AugmentSettings augment,
    List<MethodSettings> methods,
    LeakageSettings leakage,
    WordSettings words,
    ErasureSettings erasure) {

  public PictureSettings {
    methods = List.copyOf(methods);
  }

  /** Whether any method wants learned words. */
  public boolean wantWords() {
    return methods.stream().anyMatch(MethodSettings::wantsTokens);
  }

  /** Whether the classes are erased from the model first. */
  public boolean erases() {
    return erasure != null;
  }

  /** The run of {@code erase} that these settings name. */
  EraseRun eraseRun(String modelDigest, List<String> classNames) {
    return new EraseRun(model, modelDigest, executor, erasure, classNames);
  }

  /**
   * The run of {@code invert} that these settings name.
   *
   * @param erasures run of the erased weights; empty for none
   * @param imported digest of the imported words; empty where they are learned
   */
  WordsRun wordsRun(
      String examples, FewShotSplit split, String modelDigest, String erasures, String imported) {
    return new WordsRun(examples, split, modelDigest, model, executor, words, erasures, imported);
  }
}
