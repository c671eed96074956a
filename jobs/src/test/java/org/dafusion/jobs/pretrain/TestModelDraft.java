package org.dafusion.jobs.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.dafusion.diffusion.RandomFolder;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.stage.LocalFiles;
import org.dafusion.jobs.table.Sha256;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.pretrain.ComponentConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a whole model a training takes in hand, and what becomes of the rest. */
class TestModelDraft extends SparkTest {
  private static final String VAE = "vae/diffusion_pytorch_model.safetensors";
  private static final String UNET = "unet/diffusion_pytorch_model.safetensors";

  private Path from;
  private PublishedModel model;

  @BeforeEach
  void write() throws IOException {
    from = folder.resolve("from");
    RandomFolder.write(from, 1);
    Files.writeString(from.resolve("README.md"), "what another model is");
    model = new PublishedModel(Workspace.at(spark, folder.resolve("work").toString()));
  }

  @Test
  void noWeightsAreCopiedAndOnlyThoseOfThePartAreThere() throws IOException {
    try (ModelDraft draft = ModelDraft.of(from, model, ModelPart.VAE)) {
      assertThat(LocalFiles.in(draft.folder()).keySet())
          .containsExactly("model_index.json", "vae/config.json", VAE);
      assertThat(draft.folder().resolve(VAE)).isSymbolicLink();
      assertThat(draft.folder().resolve("vae/config.json"))
          .isRegularFile()
          .matches(file -> !Files.isSymbolicLink(file));
    }
    try (ModelDraft draft = ModelDraft.of(from, model, ModelPart.DIFFUSION)) {
      assertThat(LocalFiles.in(draft.folder()).keySet())
          .contains(VAE, UNET, "scheduler/scheduler_config.json", "tokenizer/vocab.json")
          .noneMatch(file -> file.startsWith("safety_checker"));
    }
  }

  @Test
  void whatItCameFromStaysAndWhatWasNotTrainedIsPublishedAsItIs() throws IOException {
    Map<String, String> before = digests(from);
    train(ModelPart.VAE, VAE, 1);
    assertThat(digests(from)).isEqualTo(before);

    Map<String, String> published = digests(folder.resolve("work/model"));
    assertThat(published.keySet()).noneMatch(List.of("model_index.json", "README.md")::contains);
    assertThat(before.keySet())
        .filteredOn(file -> !file.equals("model_index.json") && !file.equals("README.md"))
        .containsExactlyElementsOf(published.keySet());
    published.forEach(
        (file, digest) ->
            assertThat(digest.equals(before.get(file)))
                .as(file)
                .isEqualTo(!file.startsWith("vae/")));
  }

  @Test
  void whatOtherPartsMadeComesBeforeWhatWasThereAtFirst() throws IOException {
    String vae = train(ModelPart.VAE, VAE, 1).get(VAE);
    try (ModelDraft draft = ModelDraft.of(from, model, ModelPart.DIFFUSION)) {
      assertThat(Sha256.of(draft.folder().resolve(VAE))).isEqualTo(vae);
    }

    Map<String, String> weights = train(ModelPart.DIFFUSION, UNET, 2);
    assertThat(weights).containsOnlyKeys("text_encoder/model.safetensors", UNET);
    assertThat(model.digest(VAE)).isEqualTo(vae);
  }

  @Test
  void aFileIsDigestedOnceUntilItIsReplaced() throws IOException {
    String first = train(ModelPart.VAE, VAE, 1).get(VAE);
    long read = bytesRead();
    assertThat(model.digest(VAE)).isEqualTo(first);
    assertThat(bytesRead()).isEqualTo(read);

    String second = train(ModelPart.VAE, VAE, 2).get(VAE);
    assertThat(second).isNotEqualTo(first).isEqualTo(model.digest(VAE));
    assertThat(second).isEqualTo(Sha256.of(folder.resolve("work/model").resolve(VAE)));
  }

  /** Publishes a part whose training has written new weights and changed the configuration. */
  private Map<String, String> train(ModelPart part, String file, float weight) throws IOException {
    try (ModelDraft draft = ModelDraft.of(from, model, part)) {
      Path weights = draft.folder().resolve(file);
      TensorData tensor = TensorData.of("weight", new float[] {weight}, 1);
      SafetensorsWriter.write(weights, List.of(tensor), Map.of());
      ComponentConfig.set(weights.getParent(), "scaling_factor", weight);
      return model.take(draft, part);
    }
  }

  private static Map<String, String> digests(Path place) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (Map.Entry<String, Path> file : LocalFiles.in(place).entrySet()) {
      digests.put(file.getKey(), Sha256.of(file.getValue()));
    }
    return digests;
  }

  private static long bytesRead() {
    return FileSystem.getGlobalStorageStatistics().get("file").getLong("bytesRead");
  }
}
