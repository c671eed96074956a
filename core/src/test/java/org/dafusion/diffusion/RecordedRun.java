package org.dafusion.diffusion;

import ai.djl.Device;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
import org.dafusion.GoldenCase;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.Weights;
import org.dafusion.image.Image;
import org.dafusion.image.Mask;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.model.UNet2DConditionModel;
import org.dafusion.schedule.SchedulerKind;

/** What a recorded image-to-image run started from, and how it is compared. */
final class RecordedRun {
  private RecordedRun() {}

  /** The picture, at the size that it was worked on. */
  static Image picture(GoldenCase golden) {
    long[] shape = golden.shape("in.image_u8_hwc");
    long[] values = golden.reader().longs("in.image_u8_hwc");
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i];
    }
    long[] worked = golden.shape("out.image");
    // upstream cuts a picture to multiples of eight by Lanczos
    return Resize.to(
        new Image((int) shape[1], (int) shape[0], rgb),
        (int) worked[2],
        (int) worked[1],
        Resample.LANCZOS);
  }

  /** The noise that was drawn. */
  static NoiseSource noise(GoldenCase golden) {
    return new NoiseSource() {
      @Override
      public float[] posterior(EditRequest request, int count) {
        return golden.floats("in.vae_noise");
      }

      @Override
      public float[] start(EditRequest request, int count) {
        return golden.floats("in.latent_noise");
      }
    };
  }

  /** The mask, at the picture's size; at least 128 repaints. */
  static Mask mask(GoldenCase golden) {
    long[] shape = golden.shape("in.mask_u8_hw");
    long[] values = golden.reader().longs("in.mask_u8_hw");
    byte[] samples = new byte[values.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) values[i];
    }
    return new Mask((int) shape[1], (int) shape[0], samples);
  }

  /** The network of a component folder. */
  static NoisePredictor predictor(Path folder) {
    UNet2DConditionModel unet =
        UNet2DConditionModel.from(ConfigFactory.parseFile(folder.resolve("config.json").toFile()));
    try (Weights weights = Weights.open(folder.resolve("diffusion_pytorch_model.safetensors"))) {
      return new NoisePredictor(
          new ModelCompiler(Device.cpu(), Precision.FP32).compile(unet, weights), unet);
    }
  }

  /** The sampler that was used. */
  static SchedulerKind kind(Config run) {
    return switch (run.getString("scheduler._class_name")) {
      case "PNDMScheduler" -> SchedulerKind.PNDM;
      case "DDIMScheduler" -> SchedulerKind.DDIM;
      case "DPMSolverMultistepScheduler" -> SchedulerKind.DPM_SOLVER_PLUS_PLUS;
      default -> SchedulerKind.EULER;
    };
  }

  /** (3, height, width) to (height, width, 3). */
  static float[] interleaved(float[] planar) {
    int count = planar.length / 3;
    float[] pixels = new float[planar.length];
    for (int i = 0; i < count; i++) {
      for (int channel = 0; channel < 3; channel++) {
        pixels[i * 3 + channel] = planar[channel * count + i];
      }
    }
    return pixels;
  }

  /** One after the other. */
  static float[] concat(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
