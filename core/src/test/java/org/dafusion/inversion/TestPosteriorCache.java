package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dafusion.diffusion.Posterior;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.image.Image;
import org.dafusion.image.Symmetry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPosteriorCache {
  @TempDir private Path folder;

  @Test
  void aPictureIsEncodedOnceAndItsMirrorImageIsAnother() throws Exception {
    try (StableDiffusion model = Drawn.model(folder)) {
      PosteriorCache cache = new PosteriorCache(model.vae()::encode);
      Image image = Drawn.images(1, 3).get(0);
      Posterior posterior = cache.of(image);

      assertThat(cache.of(Drawn.images(1, 3).get(0))).isSameAs(posterior);
      assertThat(cache.of(Symmetry.HORIZONTAL_FLIP.of(image)).mean())
          .isNotEqualTo(posterior.mean());
      assertThat(posterior.mean()).containsExactly(model.vae().encode(image).mean());
    }
  }
}
