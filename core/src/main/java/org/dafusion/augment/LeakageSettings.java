package org.dafusion.augment;

import com.typesafe.config.Config;
import java.util.List;
import org.dafusion.config.Rules;

/**
 * The block {@code leakage}.
 *
 * @param classNames whether class names may reach the model: {@code allowed} or {@code refused}
 */
public record LeakageSettings(String classNames) {
  private static final String REFUSED = "refused";

  public LeakageSettings {
    Rules.of("leakage").oneOf("class-names", classNames, List.of("allowed", REFUSED)).verify();
  }

  /** Reads the block {@code leakage}. */
  public static LeakageSettings from(Config config) {
    return new LeakageSettings(config.getString("class-names"));
  }

  /** Whether {@link ClassNameCheck} is to be made. */
  public boolean refusesClassNames() {
    return classNames.equals(REFUSED);
  }
}
