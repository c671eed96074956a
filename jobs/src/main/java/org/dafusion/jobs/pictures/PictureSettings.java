package org.dafusion.jobs.pictures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.ClassNameCheck;
import org.dafusion.augment.ClassNameCheck.Text;
import org.dafusion.augment.LeakageSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.data.FewShotSplit;
import org.dafusion.diffusion.PictureSides;
import org.dafusion.diffusion.SafetyCheck;
import org.dafusion.erasure.ErasureSettings;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.jobs.erase.EraseRun;
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
 * @param invert how the tokens that prompts use are learned
 * @param erasure how the classes are erased from the model first; null where they are not
 */
public record PictureSettings(
    ModelSettings model,
    ExecutorSettings executor,
    AugmentSettings augment,
    List<MethodSettings> methods,
    LeakageSettings leakage,
    InvertSettings invert,
    ErasureSettings erasure) {

  public PictureSettings {
    methods = List.copyOf(methods);
  }

  /** Whether any method wants learned tokens. */
  public boolean wantTokens() {
    return methods.stream().anyMatch(MethodSettings::wantsTokens);
  }

  /**
   * The data-centric defence against leakage, where it is wanted: no prompt of a method, and where
   * tokens are learned no template and no initial word, names a class.
   *
   * @throws org.dafusion.config.InvalidSettingsException naming all places where one does
   */
  public void requireNoClassNames(List<String> classNames) {
    requireNoClassNames(classNames, wantTokens());
  }

  /**
   * The same where tokens are learned, whether a method wants them or not.
   *
   * @throws org.dafusion.config.InvalidSettingsException naming all places where one does
   */
  public void requireNoClassNamesInLearning(List<String> classNames) {
    requireNoClassNames(classNames, true);
  }

  private void requireNoClassNames(List<String> classNames, boolean learnsTokens) {
    if (!leakage.refusesClassNames()) {
      return;
    }
    List<Text> texts = new ArrayList<>();
    methods.forEach(method -> texts.addAll(method.texts(classNames)));
    if (learnsTokens && !invert.imports()) {
      InversionRecipe recipe = invert.recipe();
      String block = "invert.recipes." + recipe.name();
      recipe.templates().forEach(t -> texts.add(new Text(block + ".templates", t)));
      classNames.forEach(name -> texts.add(new Text(block + ".initial", recipe.initialWord(name))));
    }
    new ClassNameCheck(classNames).require(texts);
  }

  /**
   * Checks all sizes at which the model is to work, whichever comes first.
   *
   * @throws org.dafusion.config.InvalidSettingsException naming each that the model cannot have
   */
  public void requireSides(ModelFolder folder) {
    Map<String, Integer> sides = new LinkedHashMap<>();
    sides.put("augment.size", augment.size());
    if (!invert.imports()) {
      sides.put("invert.size", invert.inversion().size());
    }
    if (erases()) {
      sides.put("erase.size", erasure.size());
    }
    PictureSides.require(folder, sides);
  }

  /** The same for other methods. */
  public PictureSettings withMethods(List<MethodSettings> others) {
    return new PictureSettings(model, executor, augment, others, leakage, invert, erasure);
  }

  /** The same with no preview of the tokens, which changes no token. */
  public PictureSettings withoutPreviews() {
    InvertSettings silent =
        new InvertSettings(invert.inversion(), invert.recipe(), invert.imported(), 0);
    return new PictureSettings(model, executor, augment, methods, leakage, silent, erasure);
  }

  /** Whether the classes are erased from the model first. */
  public boolean erases() {
    return erasure != null;
  }

  /** The run of {@code erase} that these settings name; null where they erase nothing. */
  public EraseRun eraseRun(String modelDigest, List<String> classNames) {
    return erases() ? new EraseRun(model, modelDigest, executor, erasure, classNames) : null;
  }

  /**
   * The run of {@code invert} that these settings name.
   *
   * @param erasures run of the erased weights; empty for none
   * @param imported digest of the imported tokens; empty where they are learned
   */
  public InvertRun invertRun(
      String examples, FewShotSplit split, String modelDigest, String erasures, String imported) {
    return new InvertRun(examples, split, modelDigest, model, executor, invert, erasures, imported);
  }

  /**
   * The run of {@code augment} that these settings name for a method.
   *
   * @param tokens identity of the learned tokens; empty for none
   * @param erasures run of the erased weights; empty for none
   */
  public SyntheticRun syntheticRun(
      MethodSettings method,
      String examples,
      String modelDigest,
      SafetyCheck check,
      String tokens,
      String erasures) {
    return new SyntheticRun(
        examples, modelDigest, model, executor, augment, method, check, tokens, erasures);
  }
}
