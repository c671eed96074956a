package org.dafusion.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.huggingface.Weights;
import org.dafusion.image.Image;
import org.dafusion.model.ResNet;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.RangelandTile;
import org.dafusion.transform.ImageBatch;
import org.dafusion.transform.Normalisation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPerceptualDistance {
  private static final ResNet DEFINITION =
      new ResNet(ResNet.Block.BASIC, List.of(1, 1, 1, 1), 4, 4, 2);

  private static final List<Image> ORIGINALS =
      List.of(
          RangelandTile.draw(Cover.ROCKS, 1, 32).image(),
          RangelandTile.draw(Cover.WATER, 1, 32).image());

  private static final List<Image> MADE =
      List.of(
          RangelandTile.draw(Cover.ROCKS, 2, 32).image(),
          RangelandTile.draw(Cover.SHRUBS, 1, 32).image());

  @TempDir private Path temporary;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = temporary.resolve("resnet.safetensors");
    write(Map.of());
  }

  private void write(Map<String, String> metadata) throws IOException {
    SafetensorsWriter.write(file, InitialBackbone.of(DEFINITION, 3), metadata);
  }

  @Test
  void isTheSumOverStagesOfSquaredDistancesOfUnitVectors() {
    assertThat(distance(ORIGINALS, MADE)).isCloseTo(byHand(Normalisation.IMAGENET), within(1e-5));
  }

  @Test
  void comesToTheNetworkAsItsFileWantsIt() throws IOException {
    write(Map.of(BackboneTraining.NORMALISATION, "half"));

    assertThat(distance(ORIGINALS, MADE)).isCloseTo(byHand(Normalisation.HALF), within(1e-5));
  }

  @Test
  void isNothingBetweenAPictureAndItself() {
    assertThat(distance(ORIGINALS, ORIGINALS)).isZero();
  }

  @Test
  void theGradientIsItsSlope() {
    try (PerceptualDistance distance = PerceptualDistance.of(file, Device.cpu());
        NDManager scope = TorchRuntime.newManager(Device.cpu());
        Gradients gradients = Gradients.record()) {
      NDArray left = ImageBatch.pixels(scope, ORIGINALS, Normalisation.HALF);
      NDArray right = ImageBatch.pixels(scope, MADE, Normalisation.HALF);
      right.setRequiresGradient(true);
      gradients.backward(distance.between(gradients, left, right));

      SlopeCheck.check(
          List.of(right), () -> distance.between(gradients, left, right).getFloat(), 0.02);
    }
  }

  @Test
  void aFileWithoutAResNetIsRefused() throws IOException {
    SafetensorsWriter.write(
        file, List.of(TensorData.of("stem.weight", new float[] {1}, 1)), Map.of());

    assertThatThrownBy(() -> PerceptualDistance.of(file, Device.cpu()))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("Cannot read a ResNet from")
        .hasMessageContaining("found [stem.weight]");
  }

  private double distance(List<Image> originals, List<Image> made) {
    try (PerceptualDistance distance = PerceptualDistance.of(file, Device.cpu());
        NDManager scope = TorchRuntime.newManager(Device.cpu());
        Gradients gradients = Gradients.record()) {
      NDArray left = ImageBatch.pixels(scope, originals, Normalisation.HALF);
      NDArray right = ImageBatch.pixels(scope, made, Normalisation.HALF);
      return distance.between(gradients, left, right).getFloat();
    }
  }

  /** By loops over what the stages give for each picture. */
  private double byHand(Normalisation normalisation) {
    try (Weights weights = Weights.open(file);
        CompiledModel network =
            new ModelCompiler(Device.cpu(), Precision.FP32).compile(DEFINITION, weights);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDList left = stages(network, scope, ORIGINALS, normalisation);
      NDList right = stages(network, scope, MADE, normalisation);
      assertThat(left).hasSize(5);
      double sum = 0;
      for (int stage = 0; stage < left.size(); stage++) {
        long[] shape = left.get(stage).getShape().getShape();
        int channels = (int) shape[1];
        int places = (int) (shape[2] * shape[3]);
        float[] a = left.get(stage).toFloatArray();
        float[] b = right.get(stage).toFloatArray();
        for (int row = 0; row < shape[0]; row++) {
          for (int place = 0; place < places; place++) {
            int at = row * channels * places + place;
            sum += distance(a, b, at, channels, places) / (shape[0] * places);
          }
        }
      }
      return sum;
    }
  }

  private static double distance(float[] a, float[] b, int at, int channels, int stride) {
    double ofA = length(a, at, channels, stride);
    double ofB = length(b, at, channels, stride);
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      double difference = a[at + c * stride] / ofA - b[at + c * stride] / ofB;
      sum += difference * difference;
    }
    return sum;
  }

  private static double length(float[] values, int at, int channels, int stride) {
    double squares = 1e-6;
    for (int c = 0; c < channels; c++) {
      squares += (double) values[at + c * stride] * values[at + c * stride];
    }
    return Math.sqrt(squares);
  }

  private static NDList stages(
      CompiledModel network, NDManager scope, List<Image> images, Normalisation normalisation) {
    return network.call(ResNet.EACH_STAGE, ImageBatch.pixels(scope, images, normalisation));
  }
}
