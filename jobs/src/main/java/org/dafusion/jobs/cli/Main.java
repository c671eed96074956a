package org.dafusion.jobs.cli;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.dafusion.config.Address;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Problem;
import org.dafusion.config.Rules;
import org.dafusion.engine.NativeLibrary;
import org.dafusion.jobs.cluster.JobDescription;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Runs one stage, or all of them, as a Spark job. */
@Command(
    name = "dafusion",
    mixinStandardHelpOptions = true,
    description = "Data augmentation with diffusion models, on Spark.",
    sortOptions = false)
public final class Main implements Callable<Integer> {
  /** Blocks of settings whose members the user names, and where their keys are declared. */
  static final Map<String, String> NAMED_BLOCKS =
      Map.of(
          "augment.method", "augment.method-defaults",
          "benchmark.method", "benchmark.method-defaults",
          "invert.recipes", "invert.recipe-defaults",
          "erase.presets", "erase.preset-defaults");

  private static final String MODEL_CACHE = "spark.hadoop." + ModelSource.CACHE_KEY;
  private static final String ANY_MASTER = "local[*]";
  private static final Pattern MASTER =
      Pattern.compile(
          "local|local\\[(\\*|\\d+)\\s*(,\\s*\\d+\\s*)?]|local-cluster\\[\\s*\\d+\\s*,\\s*\\d+\\s*,\\s*\\d+\\s*]"
              + "|yarn|(spark|k8s|mesos)://.+");

  @Parameters(
      index = "0",
      paramLabel = "STAGE",
      description =
          "prepare, erase, invert, augment, pretrain, train, benchmark, run, report,"
              + " classify, export, inspect or doctor")
  private String stage;

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "settings that win over the file's")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "experiment in HOCON, a path or an address; see reference.conf")
  private String file;

  @Option(
      names = "--plan",
      description =
          "with benchmark, or run: tell what there is to do, and what it will take, and end")
  private boolean planOnly;

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs the job; answers its exit code. */
  static int run(String... arguments) {
    String cache = System.getProperty(MODEL_CACHE);
    try {
      return new CommandLine(new Main())
          .setExitCodeExceptionMapper(ExitCode::of)
          .setExecutionExceptionHandler(Main::tell)
          .setParameterExceptionHandler(Main::usage)
          .execute(arguments);
    } finally {
      setProperty(MODEL_CACHE, cache);
    }
  }

  private static void setProperty(String key, String value) {
    if (value == null) {
      System.clearProperty(key);
    } else {
      System.setProperty(key, value);
    }
  }

  /** Spark 4 declares that closing its session may fail. */
  @Override
  public Integer call() throws IOException {
    StageWord word;
    try {
      word = StageWord.parse(stage);
    } catch (IllegalArgumentException e) {
      System.err.println("dafusion: " + Address.hidden(e.getMessage()) + "\n" + StageWord.help());
      return ExitCode.USAGE;
    }
    if (planOnly && !word.hasPlan()) {
      System.err.println(
          "dafusion: --plan goes with the stages benchmark and run, found " + word.word());
      return ExitCode.USAGE;
    }
    ExperimentConfig experiment = experiment();
    experiment.read(config -> requireMaster(config.getString("spark.master")));
    List<Supplier<Stage>> planned = word.stages(new StageFactory(experiment, command(), planOnly));
    experiment.verify();
    if (word.computes() && !planOnly) {
      // before a cluster is asked for anything
      NativeLibrary.find();
    }
    String cache = experiment.config().getString("executor.model-cache");
    if (!cache.isBlank()) {
      // as spark-submit hands properties over: some models are wanted before there is a session
      System.setProperty(MODEL_CACHE, Path.of(cache).toAbsolutePath().toString());
    }
    List<Stage> stages = planned.stream().map(Supplier::get).toList();
    double limit = experiment.config().getDouble("limits.refused-fraction");
    SparkConf conf = sparkConf(word, experiment.config());
    Secrets secrets = Secrets.of(conf);
    int code = ExitCode.DONE;
    ClusterCheck.verify(
        word, conf, experiment.config(), line -> System.err.println(secrets.hidden(line)));
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      for (Stage next : stages) {
        code = Math.max(code, run(next, spark, limit, secrets));
      }
    }
    return code;
  }

  private ExperimentConfig experiment() {
    if (file == null || !HadoopFile.isAddress(file)) {
      Path local = file == null ? null : Path.of(file);
      return ExperimentConfig.load(ExperimentConfig.reference(), local, overrides, NAMED_BLOCKS);
    }
    Address.rule(file)
        .ifPresent(
            rule -> {
              throw new InvalidSettingsException(
                  List.of(new Problem("--conf", "must " + rule + ", found '" + file + "'", "")));
            });
    return ExperimentConfig.loadRemote(
        ExperimentConfig.reference(), HadoopFile.at(file), overrides, NAMED_BLOCKS);
  }

  /** What was asked for, as the launcher takes it. */
  private String command() {
    List<String> words = new ArrayList<>(List.of("deploy/bin/dafusion", stage));
    if (file != null) {
      words.addAll(List.of("--conf", file));
    }
    words.addAll(overrides);
    return Address.hidden(String.join(" ", words));
  }

  private static int run(Stage stage, SparkSession spark, double limit, Secrets secrets) {
    spark.sparkContext().setJobGroup(stage.name(), stage.name(), false);
    Summary summary;
    // until the stage knows its run, and says more
    try (JobDescription description = JobDescription.of(spark, stage.name())) {
      summary = stage.run(spark, line -> System.out.println(secrets.hidden(line)));
    }
    summary.lines().forEach(line -> System.out.println(secrets.hidden(line)));
    if (summary.refusedFraction() > limit) {
      System.err.printf(
          "dafusion: %s refused %d of %d rows, more than limits.refused-fraction = %s allows%n",
          stage.name(), summary.refused(), summary.planned(), limit);
      return ExitCode.REFUSED;
    }
    return ExitCode.DONE;
  }

  /** The session's; a master given to spark-submit wins over the configuration's. */
  private static SparkConf sparkConf(StageWord word, Config config) {
    SparkConf conf = new SparkConf();
    if (conf.get("spark.master", ANY_MASTER).equals(ANY_MASTER)) {
      conf.setMaster(config.getString("spark.master"));
    }
    conf.setIfMissing("spark.app.name", "dafusion " + word.word());
    // progress travels with heartbeats
    conf.setIfMissing("spark.executor.heartbeatInterval", "3s");
    // train brings its pictures to the driver, which is what the driver's heap is for
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    conf.setIfMissing("spark.redaction.regex", Secrets.REDACTED_KEYS);
    MagicCommitter.setIfMissing(conf, config.getString("workspace"));
    return conf;
  }

  /** Told with all other problems; Spark would tell it with a stack trace. */
  private static String requireMaster(String master) {
    Rules.of("spark")
        .that(
            "master",
            MASTER.matcher(master).matches(),
            "be a master that Spark knows, such as local[4], yarn or spark://host:7077",
            master)
        .verify();
    return master;
  }

  private static int usage(ParameterException error, String[] arguments) {
    System.err.println("dafusion: " + Address.hidden(error.getMessage()));
    error.getCommandLine().usage(System.err);
    System.err.println(StageWord.help());
    return ExitCode.USAGE;
  }

  private static int tell(Exception error, CommandLine command, CommandLine.ParseResult parsed) {
    int code = ExitCode.of(error);
    Secrets secrets = Secrets.of(new SparkConf());
    if (code == ExitCode.FAILED) {
      LoggerFactory.getLogger(Main.class).error("The job failed: {}", secrets.hiddenTrace(error));
      Throwable told = ExitCode.told(error);
      String message = told.getMessage() == null ? told.toString() : told.getMessage();
      String first = message.lines().findFirst().orElse("");
      System.err.println("dafusion: failed: " + secrets.hidden(first));
    } else {
      System.err.println("dafusion: " + secrets.hidden(ExitCode.told(error).getMessage()));
    }
    return code;
  }
}
