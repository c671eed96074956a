package org.dafusion.diffusion;

import org.dafusion.random.GaussianNoise;
import org.dafusion.random.Seeds;

/** Where the normal noise of a request comes from. */
public interface NoiseSource {
  /** Noise that samples the autoencoder's posterior. */
  float[] posterior(EditRequest request, int count);

  /** Noise that the latents are mixed with before the first step. */
  float[] start(EditRequest request, int count);

  /** From the request's own seed, never from what else is in work. */
  NoiseSource SEEDED =
      new NoiseSource() {
        @Override
        public float[] posterior(EditRequest request, int count) {
          return GaussianNoise.of(Seeds.derive(request.seed(), "posterior"), count);
        }

        @Override
        public float[] start(EditRequest request, int count) {
          return GaussianNoise.of(Seeds.derive(request.seed(), "start"), count);
        }
      };
}
