package org.dafusion.pretrain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.dafusion.image.Image;

/**
 * The training of one part of a model, a step at a time. How many steps there are, and when to
 * validate, save and look, is the caller's to decide; {@link TrainingRecipe#steps} is what the
 * learning rate is planned for.
 *
 * <p>All that is random in a step derives from the seed and the step's number, so a training that
 * goes on from a checkpoint ends at the bits of an undisturbed one: on a CPU, with as many threads.
 * Not for use by several threads at once.
 */
public interface PartTraining extends AutoCloseable {
  /** Steps taken so far. */
  long step();

  /**
   * Takes one step.
   *
   * @return what there is to tell of it by name, in the order to be shown; the loss that is
   *     minimised comes first, under {@code loss}
   * @throws TrainingDivergedException if the loss is no number; no weight has taken the step then,
   *     but statistics of the batch may have been noted: go on from a checkpoint
   */
  Map<String, Double> advance();

  /**
   * Measures the averaged weights on the images for validation, always on the same noise.
   *
   * @return measures by name, in the order to be shown; empty where there are no such images
   */
  Map<String, Double> validate();

  /**
   * Writes all that {@link #restore} needs: weights, their running average, and both moments of
   * Adam, so about four times the size of what is trained.
   */
  void save(Path checkpoint) throws IOException;

  /**
   * Goes on from a checkpoint.
   *
   * @throws org.dafusion.huggingface.ModelArtefactException if it is not one of this training
   */
  void restore(Path checkpoint);

  /** A picture of what the averaged weights can do by now. */
  Image preview();

  /**
   * Writes the averaged weights, and what else was found in training, into the folders of the
   * components that were trained; those of the others are not touched.
   *
   * @param folder in the diffusers layout, with the configurations that training began with
   */
  void finish(Path folder) throws IOException;

  @Override
  void close();
}
