package org.dafusion.jobs.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Problem;
import org.dafusion.jobs.cluster.Finding.Severity;
import org.dafusion.jobs.cluster.UnsafeSettings;

/**
 * Settings of Spark that a job would refuse, or warn of.
 *
 * @param usesGpus whether tasks compute on the GPUs that Spark assigns
 * @param nativeBytes that an executor needs outside of its heap, 0 where they are not known
 */
record SettingsCheck(SparkConf conf, boolean usesGpus, LongSupplier nativeBytes) implements Check {
  @Override
  public String name() {
    return "settings of Spark";
  }

  @Override
  public Finding make() {
    List<Problem> refused = new ArrayList<>();
    List<org.dafusion.jobs.cluster.Finding> warnings = new ArrayList<>();
    for (var found : new UnsafeSettings(conf, usesGpus, nativeBytes.getAsLong()).findings()) {
      if (found.severity() == Severity.REFUSED) {
        refused.add(new Problem(found.key(), found.message(), ""));
      } else {
        warnings.add(found);
      }
    }
    if (!refused.isEmpty()) {
      return Finding.failed(new InvalidSettingsException(refused), "");
    }
    if (!warnings.isEmpty()) {
      return Finding.warning(
          warnings.stream()
              .map(found -> found.key() + " " + found.rule() + ", found " + found.found())
              .collect(Collectors.joining("; ")),
          warnings.stream()
              .map(found -> found.key() + ": " + found.remedy())
              .collect(Collectors.joining("; ")));
    }
    return Finding.ok("none that would harm the job");
  }
}
