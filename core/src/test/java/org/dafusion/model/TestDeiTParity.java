package org.dafusion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelComponent;
import org.dafusion.huggingface.Weights;
import org.junit.jupiter.api.Test;

class TestDeiTParity {
  @Test
  void tinyNetworkGivesTransformersHiddenStates() {
    Path folder = GoldenData.shipped("classifier/deit_tiny");
    ModelComponent component = ModelComponent.open(folder);
    try (GoldenCase golden = GoldenCase.shipped("classifier/deit");
        Weights weights = component.weights();
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      DeiT definition = DeiT.from(component.config(), weights.shapes());
      assertThat(definition.featureWidth()).isEqualTo(32);
      assertThat(definition.imageSize()).hasValue(48);
      try (CompiledModel deit =
          new ModelCompiler(Device.cpu(), Precision.FP32).compile(definition, weights)) {
        NDArray pixels = golden.tensor(scope, "in.pixel_values");
        golden.assertClose("out.last_hidden_state", deit.forward(pixels), 2e-5);
        float[] classTokens =
            golden.tensor(scope, "out.last_hidden_state").get(":, 0").toFloatArray();
        for (String method :
            List.of(FeatureNetwork.FEATURES, FeatureNetwork.FEATURES_IN_TRAINING)) {
          NDArray features = deit.call(method, pixels).singletonOrThrow();
          assertThat(features.getShape().getShape()).containsExactly(2, 32);
          assertThat(features.toFloatArray())
              .containsExactly(classTokens, org.assertj.core.data.Offset.offset(2e-5f));
        }
      }
    }
  }

  /** Sizes of facebook/deit-base-distilled-patch16-224, whose config.json repeats the defaults. */
  @Test
  void emptyConfigurationIsThePublishedNetwork() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    shapes.put("deit.embeddings.cls_token", List.of(1L, 1L, 768L));
    shapes.put("deit.embeddings.distillation_token", List.of(1L, 1L, 768L));
    DeiT definition = DeiT.from(ConfigFactory.empty(), shapes);

    assertThat(definition.featureWidth()).isEqualTo(768);
    assertThat(definition.imageSize()).hasValue(224);
    Map<String, List<Long>> parameters = new LinkedHashMap<>();
    definition.toScript().parameters().forEach(p -> parameters.put(p.key(), p.shape()));
    assertThat(parameters)
        .containsEntry("deit.embeddings.position_embeddings", List.of(1L, 198L, 768L))
        .containsEntry(
            "deit.embeddings.patch_embeddings.projection.weight", List.of(768L, 3L, 16L, 16L))
        .containsEntry("deit.encoder.layer.11.intermediate.dense.weight", List.of(3072L, 768L))
        .containsEntry("deit.layernorm.weight", List.of(768L));
    // 85,800,192 of the network without its pooler (590,592): the paper's table has 87 million
    // with the two classification layers (2 x 769,000)
    long count =
        parameters.values().stream()
            .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
            .sum();
    assertThat(count).isEqualTo(85_800_192);
  }

  @Test
  void otherNetworksAreRefusedByName() {
    Map<String, List<Long>> vit = Map.of("embeddings.cls_token", List.of(1L, 1L, 8L));
    assertThat(DeiT.isIn(vit)).isTrue();
    assertThat(DeiT.isIn(Map.of("conv1.weight", List.of(1L)))).isFalse();
    assertThatThrownBy(() -> DeiT.from(ConfigFactory.empty(), vit))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("must have embeddings.cls_token and embeddings.distillation_token")
        .hasMessageContaining("found [embeddings.cls_token]");
    Map<String, List<Long>> deit =
        Map.of("embeddings.cls_token", List.of(1L), "embeddings.distillation_token", List.of(1L));
    assertThatThrownBy(() -> DeiT.from(config("hidden_act = relu"), deit))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("hidden_act must be gelu, found relu");
    assertThatThrownBy(() -> DeiT.from(config("image_size = 225"), deit))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("image_size must be divisible by patch_size, 16, found 225");
    assertThatThrownBy(() -> DeiT.from(config("num_attention_heads = 7"), deit))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("hidden_size must be divisible by num_attention_heads, 7, found 768");
  }

  private static Config config(String text) {
    return ConfigFactory.parseString(text);
  }
}
