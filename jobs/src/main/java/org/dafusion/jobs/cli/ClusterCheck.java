package org.dafusion.jobs.cli;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Problem;
import org.dafusion.jobs.cluster.Finding;
import org.dafusion.jobs.cluster.NativeMemory;
import org.dafusion.jobs.cluster.UnsafeSettings;
import org.dafusion.jobs.executor.DeviceChoice;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.stage.ClusterKind;
import org.dafusion.jobs.stage.StageResources;

/** Looks at Spark's settings before a session is opened, where executors are going to compute. */
final class ClusterCheck {
  private ClusterCheck() {}

  /**
   * Refuses settings that would harm the job. The doctor's are not refused, because it tells of
   * them; its tasks get GPUs as a job's would.
   *
   * @param conf of the session that is to be opened; has GPUs for all tasks afterwards where stages
   *     cannot ask for them
   * @param warnings is told of settings that may harm it
   * @throws InvalidSettingsException naming all that are refused
   */
  static void verify(StageWord word, SparkConf conf, Config config, Consumer<String> warnings) {
    if (!word.computesOnExecutors() && word != StageWord.DOCTOR) {
      return;
    }
    ExecutorSettings executor = ExecutorSettings.from(config.getConfig("executor"));
    boolean onGpus = executor.choice() == DeviceChoice.AUTO;
    if (word == StageWord.DOCTOR) {
      // it tells of all others itself, by tasks that have the devices of a job's
      new UnsafeSettings(conf, onGpus, 0)
          .findings().stream()
              .filter(finding -> finding.severity() != Finding.Severity.REFUSED)
              .filter(finding -> finding.key().equals(StageResources.TASK_GPUS))
              .forEach(finding -> warn(finding, conf, warnings));
      return;
    }
    long bytes = word.makesPictures() ? nativeBytes(conf, config, onGpus) : 0;
    List<Problem> refused = new ArrayList<>();
    for (Finding finding : new UnsafeSettings(conf, onGpus, bytes).findings()) {
      if (finding.severity() == Finding.Severity.REFUSED) {
        refused.add(new Problem(finding.key(), finding.message(), ""));
      } else {
        warn(finding, conf, warnings);
      }
    }
    if (!refused.isEmpty()) {
      throw new InvalidSettingsException(refused);
    }
  }

  private static void warn(Finding finding, SparkConf conf, Consumer<String> warnings) {
    if (finding.key().equals(StageResources.TASK_GPUS)) {
      conf.set(StageResources.TASK_GPUS, "1");
    }
    warnings.accept("dafusion: warning: " + finding.text());
  }

  /** 0 where nobody keeps an executor to its memory, so that the model need not be looked at. */
  private static long nativeBytes(SparkConf conf, Config config, boolean onGpus) {
    if (!ClusterKind.of(conf).limitsMemory()) {
      return 0;
    }
    ModelSettings model = ModelSettings.from(config.getConfig("model"));
    int gpus = StageResources.ofAnExecutor(conf);
    return NativeMemory.of(
        ModelSource.open(model, SparkHadoopUtil.get().newConfiguration(conf)),
        model,
        onGpus && gpus > 0,
        Math.max(1, gpus));
  }
}
