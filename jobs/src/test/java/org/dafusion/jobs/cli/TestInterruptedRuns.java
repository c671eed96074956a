package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A driver or an executor that is killed in the middle of a stage costs time and nothing else. */
class TestInterruptedRuns {
  private static final Map<String, String> CLUSTER =
      Map.of(
          "spark.executor.memory",
          "1g",
          // both executors have work when it begins
          "spark.cores.max",
          "2",
          "spark.scheduler.minRegisteredResourcesRatio",
          "1",
          "spark.extraListeners",
          LostTasks.class.getName(),
          "spark.executor.extraClassPath",
          System.getProperty("java.class.path"));

  /** Stages that take long, each with a sign that it is in the middle of its work. */
  enum LongStage {
    ERASE("erasures", "checkpoints"),
    INVERT("embeddings", "checkpoints"),
    AUGMENT("synthetic", "synthetic/_temporary");

    private final String table;
    private final String sign;

    LongStage(String table, String sign) {
      this.table = table;
      this.sign = sign;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a stage makes where nobody disturbs it; the same for each of its cases. */
  private static final Map<LongStage, List<String>> UNDISTURBED = new EnumMap<>(LongStage.class);

  @TempDir private static Path shared;
  @TempDir private Path folder;
  private TinyExperiment disturbed;

  @BeforeEach
  void photos() throws IOException {
    disturbed = experiment(folder);
  }

  private static TinyExperiment experiment(Path folder) throws IOException {
    TinyExperiment experiment = TinyExperiment.in(folder);
    // with the ants and bees more concepts than executors
    for (String name : List.of("cat", "dog")) {
      experiment.photo("train/" + name + "/1.png");
      experiment.photo("validation/" + name + "/1.png");
    }
    return experiment;
  }

  @ParameterizedTest
  @EnumSource
  void aDriverThatIsKilledLeavesTheRestToTheSameCommand(LongStage stage) throws Exception {
    List<String> expected = expected(stage);
    before(stage, disturbed);
    killADriver(stage);
    assertThat(parquet(stage)).isEmpty();

    CommandLineRun again = disturbed.run(stage.word(), settings(stage));

    assertThat(again.errors()).isEmpty();
    assertThat(again.code()).isZero();
    assertThat(rows(stage, disturbed)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void anExecutorThatIsKilledIsReplaced(LongStage stage) throws Exception {
    List<String> expected = expected(stage);
    before(stage, disturbed);
    LostTasks.REASONS.clear();
    CompletableFuture<Integer> killed = CompletableFuture.supplyAsync(() -> killAnExecutor(stage));

    CommandLineRun run =
        disturbed.run(
            CLUSTER, stage.word(), with(settings(stage), "spark.master=local-cluster[2,1,1024]"));

    assertThat(killed.get(1, TimeUnit.MINUTES)).isEqualTo(1);
    assertThat(LostTasks.REASONS).isNotEmpty();
    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    // losses on the way tell where a training left its path
    assertThat(rows(stage, disturbed)).as(String.join("\n", run.output())).isEqualTo(expected);
  }

  @Test
  void aTokenGoesOnFromItsCheckpointAndIsNotBegunAnew() throws Exception {
    before(LongStage.INVERT, disturbed);
    killADriver(LongStage.INVERT);
    Path checkpoint = files("checkpoints").stream().findFirst().orElseThrow();

    // a state that no training from the beginning reaches
    byte[] bytes = Files.readAllBytes(checkpoint);
    bytes[bytes.length - 1] = 0x40;
    Files.write(checkpoint, bytes);
    Files.deleteIfExists(checkpoint.resolveSibling("." + checkpoint.getFileName() + ".crc"));
    assertThat(disturbed.run("invert", settings(LongStage.INVERT)).code()).isZero();

    assertThat(rows(LongStage.INVERT, disturbed)).isNotEqualTo(expected(LongStage.INVERT));
  }

  @Test
  void picturesThatWereCommittedStayAndTheSameCommandMakesTheRest() throws Exception {
    List<String> expected = expected(LongStage.AUGMENT);
    before(LongStage.AUGMENT, disturbed);
    String[] settings = with(settings(LongStage.AUGMENT), "augment.commit-every=20");
    DriverProcess.start(folder.resolve("driver.txt"), disturbed.arguments("augment", settings))
        .killOnce(this::isBetweenCommits);
    List<String> committed = rows(LongStage.AUGMENT, disturbed);
    // two photos to a commit, 12 pictures of each
    assertThat(committed.size()).isIn(24, 48);
    assertThat(expected).containsAll(committed);

    CommandLineRun again = disturbed.run("augment", settings);

    assertThat(again.errors()).isEmpty();
    assertThat(again.code()).isZero();
    int rest = expected.size() - committed.size();
    assertThat(again.output())
        .anyMatch(line -> line.matches("augment da-fusion: " + rest + " of " + rest + " images.*"))
        .anyMatch(line -> line.startsWith("augment: " + rest + " new pictures in "));
    assertThat(rows(LongStage.AUGMENT, disturbed)).isEqualTo(expected);
    assertThat(disturbed.manifest("synthetic")).hasSize(1);
    assertThat(disturbed.manifest("synthetic").get(0).getInt("counts.ok"))
        .isEqualTo(expected.size());
  }

  private static List<String> expected(LongStage stage) throws IOException {
    if (!UNDISTURBED.containsKey(stage)) {
      TinyExperiment undisturbed = experiment(shared.resolve(stage.word()));
      before(stage, undisturbed);
      assertThat(undisturbed.run(stage.word(), settings(stage)).code()).isZero();
      List<String> rows = rows(stage, undisturbed);
      assertThat(rows).isNotEmpty();
      UNDISTURBED.put(stage, rows);
    }
    return UNDISTURBED.get(stage);
  }

  private static void before(LongStage stage, TinyExperiment experiment) {
    assertThat(experiment.run("prepare").code()).isZero();
    if (stage == LongStage.AUGMENT) {
      assertThat(experiment.run("invert", settings(stage)).code()).isZero();
    }
  }

  /** Enough work for a few seconds. */
  private static String[] settings(LongStage stage) {
    return new String[] {
      "augment.methods=[da-fusion]",
      "invert.recipes.table.batch=2",
      // one token to a call, so that both executors have some
      "invert.rows=2",
      "invert.recipes.table.steps=" + (stage == LongStage.INVERT ? 60 : 2),
      "invert.previews=0",
      "invert.checkpoint-every=5",
      "erase.preset=esd-x",
      "erase.presets.esd-x.iterations=12",
      "erase.presets.esd-x.sampling-steps=3",
      "erase.size=32",
      "erase.checkpoint-every=2",
      "augment.repeats=12",
      "augment.steps=10"
    };
  }

  private static String[] with(String[] settings, String more) {
    return Stream.concat(Stream.of(settings), Stream.of(more)).toArray(String[]::new);
  }

  private void killADriver(LongStage stage) throws IOException, InterruptedException {
    DriverProcess.start(
            folder.resolve("driver.txt"), disturbed.arguments(stage.word(), settings(stage)))
        .killOnce(() -> isInTheMiddle(stage));
  }

  private int killAnExecutor(LongStage stage) {
    try {
      DriverProcess.await(() -> isInTheMiddle(stage));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    List<ProcessHandle> executors =
        DriverProcess.executorsOf(ProcessHandle.current()).stream().limit(1).toList();
    executors.forEach(ProcessHandle::destroyForcibly);
    return executors.size();
  }

  /** Whether the stage has done something, and not all. */
  private boolean isInTheMiddle(LongStage stage) {
    return !files(stage.sign).isEmpty();
  }

  /** Whether some pictures are committed, and others in work. */
  private boolean isBetweenCommits() {
    return Files.exists(disturbed.workspace().resolve("synthetic/manifest.json"))
        && !disturbed.manifest("synthetic").isEmpty()
        && isInTheMiddle(LongStage.AUGMENT);
  }

  private List<Path> files(String place) {
    Path root = disturbed.workspace().resolve(place);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(file -> file.toString().matches(".*\\.(safetensors|parquet)")).toList();
    } catch (IOException | UncheckedIOException e) {
      // files come and go while it looks
      return List.of();
    }
  }

  /** Finished files of the stage's table. */
  private List<Path> parquet(LongStage stage) {
    return files(stage.table).stream()
        .filter(file -> file.toString().endsWith(".parquet"))
        .filter(file -> !file.toString().contains("_temporary"))
        .toList();
  }

  private static List<String> rows(LongStage stage, TinyExperiment experiment) {
    return experiment.contents(stage.table);
  }

  /** Tasks that ended because their executor did. */
  public static final class LostTasks extends SparkListener {
    private static final Queue<String> REASONS = new ConcurrentLinkedQueue<>();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      if (task.reason() instanceof ExecutorLostFailure lost) {
        REASONS.add(lost.toErrorString());
      }
    }
  }
}
