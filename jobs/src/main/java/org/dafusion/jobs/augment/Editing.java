package org.dafusion.jobs.augment;

import java.io.Serializable;
import java.util.Iterator;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.ImageToImage;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.NoiseSource;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.diffusion.StepObserver;

/** How the model that a task has borrowed makes results of requests. */
@FunctionalInterface
interface Editing extends Serializable {
  /** With the model's own networks, on its device. */
  Editing DIFFUSION =
      (model, settings, tokens, requests, observer) ->
          new ImageToImage(model, settings, tokens, NoiseSource.SEEDED, observer).edit(requests);

  /**
   * Works through requests; see {@link ImageToImage#edit}.
   *
   * @param observer is told of every step
   */
  Iterator<EditResult> edit(
      StableDiffusion model,
      EditSettings settings,
      LearnedTokens tokens,
      Iterator<EditRequest> requests,
      StepObserver observer);
}
