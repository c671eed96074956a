package org.dafusion.jobs.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.dafusion.jobs.cluster.Finding.Severity;
import org.dafusion.jobs.stage.ClusterKind;
import org.dafusion.jobs.stage.StageResources;

/**
 * Settings of Spark that are sound for other jobs and would harm this one, found before it starts.
 * In local mode there are none, because Spark heeds none of these settings there.
 *
 * @param conf of the session that is to be opened, its master among it
 * @param usesGpus whether tasks compute on the GPUs that Spark assigns
 * @param nativeBytes that an executor needs outside of its heap, see {@link NativeMemory}; 0 where
 *     nobody knows
 */
public record UnsafeSettings(SparkConf conf, boolean usesGpus, long nativeBytes) {
  private static final String SPECULATION = "spark.speculation";
  private static final String REAPER = "spark.task.reaper.enabled";
  private static final String REAPER_TIMEOUT = "spark.task.reaper.killTimeout";
  private static final String TASK_GPUS = StageResources.TASK_GPUS;
  private static final String EXECUTOR_GPUS = StageResources.EXECUTOR_GPUS;
  private static final String DISCOVERY = "spark.executor.resource.gpu.discoveryScript";
  private static final String TASK_CPUS = "spark.task.cpus";
  private static final String CORES = "spark.executor.cores";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String MEMORY = "spark.executor.memory";
  private static final String FACTOR = "spark.executor.memoryOverheadFactor";
  private static final String KUBERNETES_FACTOR = "spark.kubernetes.memoryOverheadFactor";
  private static final String FAILURES = "spark.task.maxFailures";
  private static final List<String> EXCLUDES =
      List.of("spark.excludeOnFailure.enabled", "spark.excludeOnFailure.taskAndStage.enabled");
  private static final String ATTEMPTS = "spark.excludeOnFailure.task.maxTaskAttemptsPerNode";

  private static final String NOTHING = "nothing";
  private static final long MEBI = 1 << 20;
  private static final long GIBI = 1 << 30;

  /** Bytes that Spark takes as overhead at least, where nothing is set. */
  private static final long LEAST_OVERHEAD = 384 * MEBI;

  /** All of them, in the order in which Spark's own documentation tells of the settings. */
  public List<Finding> findings() {
    List<Finding> found = new ArrayList<>();
    if (ClusterKind.of(conf) != ClusterKind.LOCAL) {
      speculation().ifPresent(found::add);
      attempts().ifPresent(found::add);
      memory().ifPresent(found::add);
      found.addAll(gpus());
      if (wantsGpus()) {
        reaper().ifPresent(found::add);
        discovery().ifPresent(found::add);
        cpus().ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<Finding> speculation() {
    return isTrue(SPECULATION)
        ? refused(
            SPECULATION,
            "must be false because a second copy of a task takes a second device for the same"
                + " pictures, and both learn or write the same",
            "set it to false")
        : Optional.empty();
  }

  private Optional<Finding> attempts() {
    if (EXCLUDES.stream().noneMatch(this::isTrue)) {
      return Optional.empty();
    }
    double most = number(FAILURES, 4);
    double perNode = number(ATTEMPTS, 2);
    // Spark's own check, which ends the application with a stack trace
    return perNode < most
        ? Optional.empty()
        : refused(
            ATTEMPTS,
            "must be below %s = %s because else a job dies of the one bad node that %s is to spare"
                .formatted(FAILURES, found(FAILURES, "4"), EXCLUDES.get(0)),
            "lower it, or raise " + FAILURES,
            found(ATTEMPTS, "2"));
  }

  private Optional<Finding> memory() {
    if (!ClusterKind.of(conf).limitsMemory() || nativeBytes == 0) {
      return Optional.empty();
    }
    Optional<Finding> unreadable =
        unreadable(JavaUtils::byteStringAsMb, "size, such as 10g", OVERHEAD, MEMORY)
            .or(
                () ->
                    unreadable(Double::valueOf, "number, such as 0.4", FACTOR, KUBERNETES_FACTOR));
    if (unreadable.isPresent()) {
      return unreadable;
    }
    long overhead = overhead();
    return overhead >= nativeBytes
        ? Optional.empty()
        : warning(
            OVERHEAD,
            String.format(
                Locale.ROOT,
                "must be at least %.1f GiB because the model and what it computes with lie outside"
                    + " of the heap, and a container that takes more than it asked for is killed",
                (double) nativeBytes / GIBI),
            "set it to " + (nativeBytes + GIBI - 1) / GIBI + "g",
            String.format(
                Locale.ROOT,
                "%.1f GiB%s",
                (double) overhead / GIBI,
                conf.contains(OVERHEAD) ? "" : ", which Spark takes where nothing is set"));
  }

  private Optional<Finding> unreadable(Function<String, ?> parse, String kind, String... keys) {
    for (String key : keys) {
      try {
        if (conf.contains(key)) {
          parse.apply(conf.get(key));
        }
      } catch (NumberFormatException e) {
        return refused(key, "must be a " + kind, "set one");
      }
    }
    return Optional.empty();
  }

  private long overhead() {
    if (conf.contains(OVERHEAD)) {
      return mebibytes(OVERHEAD, "0");
    }
    String ofKind =
        ClusterKind.of(conf) == ClusterKind.KUBERNETES ? conf.get(KUBERNETES_FACTOR, "0.1") : "0.1";
    double factor = Double.parseDouble(conf.get(FACTOR, ofKind));
    return Math.max(LEAST_OVERHEAD, (long) (factor * mebibytes(MEMORY, "1g")));
  }

  private long mebibytes(String key, String otherwise) {
    return JavaUtils.byteStringAsMb(conf.get(key, otherwise)) * MEBI;
  }

  private List<Finding> gpus() {
    List<Finding> found = new ArrayList<>();
    if (!conf.get(EXECUTOR_GPUS, "0").strip().matches("\\d{1,9}")) {
      refused(EXECUTOR_GPUS, "must be a whole number", "set it to the GPUs of an executor")
          .ifPresent(found::add);
    }
    if (!conf.contains(TASK_GPUS)) {
      if (usesGpus && wantsGpus() && !StageResources.areAskedFor(conf)) {
        warning(
                TASK_GPUS,
                "must be 1 because stages cannot ask for GPUs by themselves with this master or"
                    + " with dynamic allocation, so all tasks of the application have to",
                "it is taken as 1",
                NOTHING)
            .ifPresent(found::add);
      }
      return found;
    }
    double each = number(TASK_GPUS, 0);
    if (each != 1 && each != 0) {
      refused(
              TASK_GPUS,
              each > 0 && each < 1
                  ? "must be 1 because tasks that share a GPU wait for each other, and each has a"
                      + " batch of its own in its memory"
                  : "must be 1 because a model runs on one GPU",
              "set it to 1")
          .ifPresent(found::add);
    }
    if (each > 0 && !wantsGpus()) {
      refused(
              EXECUTOR_GPUS,
              "must be at least 1 because tasks ask for a GPU by " + TASK_GPUS,
              "set it to the GPUs of an executor, or leave out " + TASK_GPUS)
          .ifPresent(found::add);
    }
    return found;
  }

  private boolean wantsGpus() {
    return number(EXECUTOR_GPUS, 0) > 0;
  }

  private Optional<Finding> reaper() {
    if (!isTrue(REAPER)) {
      return warning(
          REAPER,
          "must be true because a task that was killed within a call of libtorch goes on, and keeps"
              + " its GPU's memory from the next one",
          "set it to true, and " + REAPER_TIMEOUT + " to 3min",
          found(REAPER, "false"));
    }
    String timeout = conf.get(REAPER_TIMEOUT, "-1");
    return timeout.startsWith("-")
        ? warning(
            REAPER_TIMEOUT,
            "must be a time because without one the reaper watches a killed task and never ends it",
            "set it to 3min",
            found(REAPER_TIMEOUT, "-1"))
        : Optional.empty();
  }

  private Optional<Finding> discovery() {
    return ClusterKind.of(conf).limitsMemory() && !conf.contains(DISCOVERY)
        ? warning(
            DISCOVERY,
            "must name a script because neither YARN nor Kubernetes tells an executor the addresses"
                + " of its GPUs",
            "set it to deploy's, or to Spark's own getGpusResources.sh",
            NOTHING)
        : Optional.empty();
  }

  /** An executor has as many tasks as its cores allow, however many GPUs it has. */
  private Optional<Finding> cpus() {
    double each = number(TASK_CPUS, 1);
    // a standalone worker gives all its cores where nothing is set
    boolean known = conf.contains(CORES) || ClusterKind.of(conf).limitsMemory();
    if (!known || each <= 0) {
      return Optional.empty();
    }
    double tasks = Math.floor(number(CORES, 1) / each);
    return tasks >= number(EXECUTOR_GPUS, 0)
        ? Optional.empty()
        : warning(
            CORES,
            "must be at least %s times %s because each of the %s GPUs of an executor needs a task,"
                    .formatted(EXECUTOR_GPUS, TASK_CPUS, found(EXECUTOR_GPUS, "0"))
                + " and else some stand idle",
            "raise it, or lower " + TASK_CPUS,
            "%s with %s = %s".formatted(found(CORES, "1"), TASK_CPUS, found(TASK_CPUS, "1")));
  }

  private boolean isTrue(String key) {
    return conf.get(key, "false").strip().equalsIgnoreCase("true");
  }

  /** NaN for what is no number, which is equal to nothing and below nothing. */
  private double number(String key, double otherwise) {
    try {
      return conf.contains(key) ? Double.parseDouble(conf.get(key)) : otherwise;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private String found(String key, String otherwise) {
    return conf.contains(key) ? conf.get(key) : otherwise + ", the default";
  }

  private Optional<Finding> refused(String key, String rule, String remedy) {
    return refused(key, rule, remedy, conf.get(key, NOTHING));
  }

  private static Optional<Finding> refused(String key, String rule, String remedy, String found) {
    return Optional.of(new Finding(Severity.REFUSED, key, found, rule, remedy));
  }

  private static Optional<Finding> warning(String key, String rule, String remedy, String found) {
    return Optional.of(new Finding(Severity.WARNING, key, found, rule, remedy));
  }
}
