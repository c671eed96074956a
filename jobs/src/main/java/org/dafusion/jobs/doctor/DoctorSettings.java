package org.dafusion.jobs.doctor;

import com.typesafe.config.Config;
import org.dafusion.config.Rules;

/**
 * The block {@code doctor}.
 *
 * @param seconds that one check may take
 */
public record DoctorSettings(int seconds) {
  public DoctorSettings {
    Rules.of("doctor").between("seconds", seconds, 1, 86_400).verify();
  }

  /** Reads the block {@code doctor}. */
  public static DoctorSettings from(Config config) {
    return new DoctorSettings(config.getInt("seconds"));
  }
}
