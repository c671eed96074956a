package org.dafusion.jobs.pretrain;

import java.io.IOException;
import java.util.List;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.pretrain.BackboneTraining;
import org.dafusion.pretrain.DiffusionTraining;
import org.dafusion.pretrain.PartTraining;
import org.dafusion.pretrain.TrainingImages;
import org.dafusion.pretrain.VaeTraining;

/** Begins the training that a run names. */
final class PartTrainings {
  private PartTrainings() {}

  static PartTraining begin(
      PretrainRun run,
      ModelDraft draft,
      TrainingImages images,
      List<String> classNames,
      TaskDevice device)
      throws IOException {
    draft.drawWeights(run.settings().seed());
    return switch (run.part()) {
      case VAE -> VaeTraining.begin(draft.open(), run.settings(), images, device.torch());
      case DIFFUSION ->
          DiffusionTraining.begin(draft.open(), run.settings(), images, device.torch());
      case BACKBONE ->
          BackboneTraining.begin(
              draft.folder(), run.settings(), images, classNames, device.torch());
    };
  }
}
