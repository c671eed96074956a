package org.dafusion.jobs.executor;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dafusion.config.Rules;

/**
 * The block {@code executor}.
 *
 * @param device word of the {@link DeviceChoice}
 * @param threads CPU threads of one tensor operation
 */
public record ExecutorSettings(String device, int threads) implements Serializable {
  private static final List<String> DEVICES =
      Arrays.stream(DeviceChoice.values()).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();

  public ExecutorSettings {
    Rules.of("executor")
        .oneOf("device", device, DEVICES)
        .between("threads", threads, 1, 1024)
        .verify();
  }

  /** Reads the block {@code executor}. */
  public static ExecutorSettings from(Config config) {
    return new ExecutorSettings(config.getString("device"), config.getInt("threads"));
  }

  /** What the word means. */
  public DeviceChoice choice() {
    return DeviceChoice.parse(device);
  }
}
