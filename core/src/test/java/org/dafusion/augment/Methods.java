package org.dafusion.augment;

import com.typesafe.config.Config;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.image.Image;
import org.dafusion.image.Mask;

/** Methods from settings as a user writes them, and requests for them. */
final class Methods {
  private Methods() {}

  /** The settings of a method. */
  static MethodSettings settings(String name, String... overrides) {
    return MethodSettings.from(name, experiment(overrides).config().getConfig("augment"));
  }

  /** The method, without learned tokens. */
  static GenerativeAugmentation of(String name, String... overrides) {
    return settings(name, overrides).toAugmentation(TokenChoice.NONE);
  }

  /** The block {@code augment}. */
  static AugmentSettings augment(String... overrides) {
    return AugmentSettings.from(experiment(overrides).config().getConfig("augment"));
  }

  static ExperimentConfig experiment(String... overrides) {
    Config reference = ExperimentConfig.reference();
    return ExperimentConfig.load(
        reference, null, List.of(overrides), Map.of("augment.method", "augment.method-defaults"));
  }

  /** The plans for the seeds from 0 on. */
  static Stream<List<EditPlan>> plans(GenerativeAugmentation method, int count) {
    return LongStream.range(0, count).mapToObj(seed -> method.plan(request(seed)));
  }

  static AugmentRequest request(long seed) {
    return request("ant/1.png#" + seed, seed, null);
  }

  /** A request for a grey picture of 16 x 16 pixels. */
  static AugmentRequest request(String id, long seed, Mask object) {
    byte[] rgb = new byte[16 * 16 * Image.CHANNELS];
    Arrays.fill(rgb, (byte) 100);
    return new AugmentRequest(id, "ant/1.png", new Image(16, 16, rgb), "fire_ant", seed, object);
  }
}
