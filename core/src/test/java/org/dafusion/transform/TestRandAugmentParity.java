package org.dafusion.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dafusion.GoldenData;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.junit.jupiter.api.Test;

/** Against what torchvision 0.14.1 made with Pillow 9.4: every sample must be equal. */
class TestRandAugmentParity {
  private static final int DEFAULT_BIN = 9;
  private static final int BINS = 31;
  private static final Path SHIPPED = GoldenData.shipped("transform/randaugment");

  @Test
  void everyOperationAtItsDefaultMagnitude() throws Exception {
    assertThat(checkOperations(SHIPPED)).isEqualTo(23);
  }

  @Test
  void wholeDraws() throws Exception {
    assertThat(checkDraws(SHIPPED)).isEqualTo(8);
  }

  @Test
  void everyRecordedOperation() throws Exception {
    Path full = GoldenData.full("vision/randaugment");
    assertThat(checkOperations(full)).isEqualTo(209);
    assertThat(checkDraws(full)).isEqualTo(8);
  }

  @Test
  void theOperationsAreTorchvisionsWithItsMagnitudes() {
    Config space = cases(SHIPPED).getConfig("space_for_height40_width48");
    Image image = new Image(48, 40, new byte[48 * 40 * Image.CHANNELS]);
    List<RandAugmentOperation> operations = Arrays.asList(RandAugmentOperation.values());

    assertThat(operations)
        .extracting(RandAugmentOperation::label)
        .containsExactlyInAnyOrderElementsOf(space.root().keySet());
    for (RandAugmentOperation operation : operations) {
      Config recorded = space.getConfig(operation.label());
      assertThat(operation.signed()).as(operation.label()).isEqualTo(recorded.getBoolean("signed"));
      List<Double> magnitudes = recorded.getDoubleList("magnitudes");
      for (int bin = 0; bin < magnitudes.size(); bin++) {
        double recordedHere = magnitudes.get(bin);
        // the last bit of torch's linspace depends on the processor; the default bin is exact
        double tolerance = bin == DEFAULT_BIN ? 0 : Math.ulp((float) recordedHere);
        assertThat(Math.abs(operation.magnitude(image, bin, BINS) - recordedHere))
            .as("%s at %d", operation, bin)
            .isLessThanOrEqualTo(tolerance);
      }
    }
  }

  private static int checkOperations(Path folder) throws Exception {
    List<? extends Config> cases = cases(folder).getConfigList("cases");
    for (Config each : cases) {
      Image image = picture(folder, each.getString("input"));
      Image made = operation(each.getString("op")).apply(image, each.getDouble("magnitude"));
      assertThat(made).as(each.getString("output")).isEqualTo(expected(folder, each));
    }
    return cases.size();
  }

  private static int checkDraws(Path folder) throws Exception {
    List<? extends Config> draws = cases(folder).getConfigList("sequences");
    for (Config draw : draws) {
      Image made = picture(folder, draw.getString("input"));
      for (var call : draw.getList("calls")) {
        List<?> nameAndMagnitude = (List<?>) call.unwrapped();
        Number magnitude = (Number) nameAndMagnitude.get(1);
        made = operation((String) nameAndMagnitude.get(0)).apply(made, magnitude.doubleValue());
      }
      assertThat(made).as(draw.getString("output")).isEqualTo(expected(folder, draw));
    }
    return draws.size();
  }

  private static RandAugmentOperation operation(String label) {
    return Arrays.stream(RandAugmentOperation.values())
        .filter(operation -> operation.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static Config cases(Path folder) {
    return ConfigFactory.parseFile(folder.resolve("cases.json").toFile());
  }

  private static Image expected(Path folder, Config recorded) throws Exception {
    return picture(folder, recorded.getString("output"));
  }

  private static Image picture(Path folder, String file) throws Exception {
    return new ImageDecoder(1_000_000).decode(Files.readAllBytes(folder.resolve(file)));
  }
}
