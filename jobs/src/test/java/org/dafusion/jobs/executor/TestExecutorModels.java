package org.dafusion.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.Sha256;
import org.junit.jupiter.api.Test;

class TestExecutorModels extends SparkTest {
  private static final ModelSettings FIRST =
      new ModelSettings(ModelSource.RANDOM, "fp32", "", "off", 0);
  private static final ModelSettings SECOND =
      new ModelSettings(ModelSource.RANDOM, "bf16", "", "off", 0);
  private static final ExecutorSettings CPU = new ExecutorSettings("cpu", 2);

  private final Configuration hadoop = new Configuration();

  @Test
  void twoTasksAtOnceShareOneModelThatIsLoadedOnce() {
    int loads = ExecutorModels.loads();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());

    for (int job = 0; job < 2; job++) {
      List<Integer> models =
          context.parallelize(List.of(1, 2), 2).map(new BorrowTogether("shared-" + job)).collect();

      assertThat(models).hasSize(2);
      assertThat(models.get(0)).isEqualTo(models.get(1));
      assertThat(ExecutorModels.loads()).isEqualTo(loads + 1 + job);
    }
  }

  @Test
  void aModelStaysLoadedForTheTasksToCome() {
    int loads = ExecutorModels.loads();
    Object model;
    try (ExecutorModels.Lease lease = borrow(FIRST, "kept")) {
      model = lease.model();
    }

    try (ExecutorModels.Lease lease = borrow(FIRST, "kept")) {
      assertThat(lease.model()).isSameAs(model);
    }
    assertThat(ExecutorModels.loads()).isEqualTo(loads + 1);
  }

  @Test
  void anotherModelWaitsUntilThePresentOneIsNotInUse() throws Exception {
    int loads = ExecutorModels.loads();
    ExecutorModels.Lease one = borrow(FIRST, "replaced");
    ExecutorModels.Lease other = borrow(FIRST, "replaced");
    CompletableFuture<ExecutorModels.Lease> waiting =
        CompletableFuture.supplyAsync(() -> borrow(SECOND, "replaced"));

    one.close();
    one.close(); // counts once, so the other's use still holds the model
    assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(ExecutorModels.loads()).isEqualTo(loads + 1);
    other.close();

    try (ExecutorModels.Lease lease = waiting.get(1, TimeUnit.MINUTES)) {
      assertThat(lease.model()).isNotSameAs(other.model());
      assertThat(ExecutorModels.loads()).isEqualTo(loads + 2);
    }
    borrow(FIRST, "replaced").close();
    assertThat(ExecutorModels.loads()).isEqualTo(loads + 3);
  }

  @Test
  void otherWeightsWaitUntilTheModelIsNotInUseAndAreExchangedWithoutLoading() throws Exception {
    ErasedFile erased = erasedFile();
    ExecutorModels.Lease plain = borrow(FIRST, "worn");
    int loads = ExecutorModels.loads();
    int swaps = ExecutorModels.swaps();
    float[] before = bias(plain);
    CompletableFuture<ExecutorModels.Lease> waiting =
        CompletableFuture.supplyAsync(() -> borrow(erased, false, "worn"));
    assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(bias(plain)).containsExactly(before);
    plain.close();

    try (ExecutorModels.Lease lease = waiting.get(1, TimeUnit.MINUTES);
        ExecutorModels.Lease second = borrow(erased, false, "worn")) {
      assertThat(bias(lease)).containsExactly(1, 2, 3, 4);
      assertThat(second.model()).isSameAs(plain.model());
    }
    try (ExecutorModels.Lease lease = borrow(FIRST, "worn")) {
      assertThat(bias(lease)).containsExactly(before);
    }
    assertThat(ExecutorModels.loads()).isEqualTo(loads);
    assertThat(ExecutorModels.swaps()).isEqualTo(swaps + 2);
  }

  @Test
  void aTrainingHasItsModelAlone() throws Exception {
    ExecutorModels.Lease one = borrow(ErasedFile.NONE, true, "trained");
    CompletableFuture<ExecutorModels.Lease> waiting =
        CompletableFuture.supplyAsync(() -> borrow(ErasedFile.NONE, true, "trained"));
    assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    one.close();
    try (ExecutorModels.Lease other = waiting.get(1, TimeUnit.MINUTES)) {
      assertThat(other.model()).isSameAs(one.model());
    }
    try (ExecutorModels.Lease pictures = borrow(FIRST, "trained")) {
      assertThat(pictures.model()).isNotSameAs(one.model());
    }
  }

  @Test
  void aModelThatIsDiscardedServesNobodyAgain() throws Exception {
    int loads = ExecutorModels.loads();
    ExecutorModels.Lease one = borrow(FIRST, "discarded");
    ExecutorModels.Lease other = borrow(FIRST, "discarded");
    one.discard();
    one.close(); // was given back already
    CompletableFuture<ExecutorModels.Lease> waiting =
        CompletableFuture.supplyAsync(() -> borrow(FIRST, "discarded"));
    assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    bias(other); // is open as long as a task uses it
    other.close();

    try (ExecutorModels.Lease lease = waiting.get(1, TimeUnit.MINUTES)) {
      assertThat(lease.model()).isNotSameAs(one.model());
    }
    assertThat(ExecutorModels.loads()).isEqualTo(loads + 2);
  }

  @Test
  void weightsThatCannotBePutInPlaceLeaveNoModelBehind() throws IOException {
    ErasedFile file = erasedFile();
    float[] before;
    try (ExecutorModels.Lease lease = borrow(FIRST, "unworn")) {
      before = bias(lease);
    }
    int loads = ExecutorModels.loads();

    assertThatThrownBy(() -> borrow(new ErasedFile(file.uri(), "another"), false, "unworn"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage(
            "Cannot apply %s because its SHA-256 must be another, as its row says, found %s"
                .formatted(file.uri(), file.digest()));

    try (ExecutorModels.Lease lease = borrow(FIRST, "unworn")) {
      assertThat(bias(lease)).containsExactly(before);
    }
    assertThat(ExecutorModels.loads()).isEqualTo(loads + 1);
  }

  @Test
  void erasedWeightsOfAnotherFileSystemAreFetchedOnceHoweverOftenTheyAreExchanged()
      throws IOException {
    ErasedFile local = erasedFile();
    assertThat(local.onDisk(hadoop)).isEqualTo(folder.resolve("erased.safetensors"));
    String uri = local.uri().replace("file:", CountedStore.SCHEME + ":");
    hadoop.setClass("fs." + CountedStore.SCHEME + ".impl", CountedStore.class, FileSystem.class);
    int reads = CountedStore.READS.get();

    ErasedFile stored = new ErasedFile(uri, local.digest());
    for (int turn = 0; turn < 2; turn++) {
      try (ExecutorModels.Lease lease = borrow(stored, false, "fetched")) {
        assertThat(bias(lease)).containsExactly(1, 2, 3, 4);
      }
      borrow(ErasedFile.NONE, false, "fetched").close();
    }
    assertThat(CountedStore.READS.get()).isEqualTo(reads + 1);

    // what is not the right file is not kept for the next task
    ErasedFile wrong = new ErasedFile(uri, "another");
    for (int turn = 0; turn < 2; turn++) {
      assertThatThrownBy(() -> wrong.onDisk(hadoop))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessageStartingWith("Cannot apply " + uri + " because its SHA-256 must be another");
    }
    assertThat(CountedStore.READS.get()).isEqualTo(reads + 3);
  }

  private ErasedFile erasedFile() throws IOException {
    Path file = folder.resolve("erased.safetensors");
    SafetensorsWriter.write(
        file,
        List.of(TensorData.of("conv_out.bias", new float[] {1, 2, 3, 4}, 4)),
        Map.of("dafusion.model", "digest"));
    return new ErasedFile(file.toUri().toString(), Sha256.of(file));
  }

  private static float[] bias(ExecutorModels.Lease lease) {
    return lease.model().noisePredictor().model().parameter("conv_out.bias").toFloatArray();
  }

  private ExecutorModels.Lease borrow(ErasedFile erased, boolean forTraining, String address) {
    return ExecutorModels.borrow(
        new ExecutorModels.Wanted(FIRST, "digest", erased, forTraining),
        CPU,
        new TaskDevice(false, address),
        hadoop);
  }

  @Test
  void devicesHoldModelsOfTheirOwn() {
    try (ExecutorModels.Lease one = borrow(FIRST, "one");
        ExecutorModels.Lease other = borrow(FIRST, "other")) {
      assertThat(one.model()).isNotSameAs(other.model());
    }
  }

  @Test
  void aModelThatCannotBeLoadedLeavesTheDeviceFree() {
    ModelSettings missing =
        new ModelSettings(folder.resolve("nowhere").toString(), "fp32", "", "off", 0);

    assertThatThrownBy(() -> borrow(missing, "failed"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot read the model " + missing.path());

    borrow(FIRST, "failed").close();
  }

  private static ExecutorModels.Lease borrow(ModelSettings model, String address) {
    return ExecutorModels.borrow(
        model, "digest", CPU, new TaskDevice(false, address), new Configuration());
  }

  /** Tells two tasks' models apart while both hold them. */
  private static final class BorrowTogether implements Function<Integer, Integer> {
    private static final long serialVersionUID = 1;
    private static final List<CountDownLatch> MET =
        List.of(new CountDownLatch(2), new CountDownLatch(2));

    private final String address;

    BorrowTogether(String address) {
      this.address = address;
    }

    @Override
    public Integer call(Integer ignored) throws InterruptedException {
      try (ExecutorModels.Lease lease = borrow(FIRST, address)) {
        CountDownLatch met = MET.get(address.charAt(address.length() - 1) - '0');
        met.countDown();
        assertThat(met.await(1, TimeUnit.MINUTES)).isTrue();
        return System.identityHashCode(lease.model());
      }
    }
  }

  /** The local disk under another name; counts the files that are read. */
  public static final class CountedStore extends RawLocalFileSystem {
    private static final String SCHEME = "counted";
    private static final AtomicInteger READS = new AtomicInteger();

    @Override
    public URI getUri() {
      return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path file, int bufferSize)
        throws IOException {
      READS.incrementAndGet();
      return super.open(file, bufferSize);
    }
  }
}
