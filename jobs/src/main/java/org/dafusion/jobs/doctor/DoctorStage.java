package org.dafusion.jobs.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.cluster.NativeMemory;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.executor.DeviceChoice;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.stage.ClusterKind;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.StageResources;
import org.dafusion.jobs.stage.Summary;

/**
 * Settings → whether a job would find all that they name: one line for each check, with what to do
 * about it.
 */
public final class DoctorStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "doctor";

  private final String workspace;
  private final ExampleSettings examples;
  private final ModelSettings model;
  private final ExecutorSettings executor;
  private final DoctorSettings settings;

  /** The stage. */
  public DoctorStage(
      String workspace,
      ExampleSettings examples,
      ModelSettings model,
      ExecutorSettings executor,
      DoctorSettings settings) {
    this.workspace = workspace;
    this.examples = examples;
    this.model = model;
    this.executor = executor;
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * {@inheritDoc}
   *
   * @throws FailedChecksException if a check has failed, after all were made; its cause is what a
   *     job would have ended with
   */
  @Override
  public Summary run(SparkSession spark, Progress progress) {
    int warnings = 0;
    List<String> failed = new ArrayList<>();
    RuntimeException first = null;
    List<Check> checks = checks(spark);
    for (Check check : checks) {
      Finding finding = new TimedCheck(check, settings.seconds()).make();
      progress.say(finding.line(check.name()));
      if (finding.isFailed()) {
        failed.add(check.name());
        first = first == null ? finding.problem() : first;
      } else if (finding.level() == Finding.Level.WARNING) {
        warnings++;
      }
    }
    if (first != null) {
      throw new FailedChecksException(
          "%d of %d checks failed: %s"
              .formatted(failed.size(), checks.size(), String.join(", ", failed)),
          first);
    }
    return Summary.of(
        List.of("doctor: %d checks, %d warnings, none failed".formatted(checks.size(), warnings)));
  }

  /** In the order in which they are made: what others need comes before them. */
  private List<Check> checks(SparkSession spark) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Processes processes = new Processes(spark, executor.choice());
    SparkConf conf = spark.sparkContext().conf();
    AtomicLong modelBytes = new AtomicLong();
    AtomicLong nativeBytes = new AtomicLong();
    boolean usesGpus = executor.choice() == DeviceChoice.AUTO;
    int gpus = StageResources.ofAnExecutor(conf);
    List<Check> checks = new ArrayList<>();
    checks.add(processes);
    checks.add(new JavaCheck(processes::facts));
    checks.add(new NativeLibraryCheck(processes::facts));
    checks.add(new DeviceCheck(processes::facts, executor.choice()));
    addStore(checks, "workspace", workspace, hadoop);
    addStore(checks, "dataset.path", examples.dataset().path(), hadoop);
    addStore(checks, "model.path", model.path(), hadoop);
    checks.add(new WorkspaceCheck(spark, workspace));
    checks.add(new DatasetCheck(spark, workspace, examples));
    checks.add(
        new ModelCheck(
            model,
            hadoop,
            folder -> {
              modelBytes.set(NativeMemory.weights(folder, model));
              nativeBytes.set(
                  NativeMemory.of(folder, model, usesGpus && gpus > 0, Math.max(1, gpus)));
            }));
    if (!ClusterKind.of(conf).limitsMemory()) {
      checks.add(new MemoryCheck(processes::facts, modelBytes::get));
    }
    checks.add(new SettingsCheck(conf, usesGpus, nativeBytes::get));
    return checks;
  }

  private static void addStore(
      List<Check> checks, String setting, String place, Configuration hadoop) {
    if (!ModelSource.isWord(place)) {
      String scheme = new Path(place).toUri().getScheme();
      if (scheme != null && !scheme.equals("file")) {
        checks.add(new StoreCheck(setting, place, hadoop));
      }
    }
  }
}
