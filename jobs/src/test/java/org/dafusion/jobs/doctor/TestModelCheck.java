package org.dafusion.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.diffusion.RandomFolder;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.doctor.Finding.Level;
import org.dafusion.jobs.executor.ModelSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestModelCheck {
  private final List<ModelFolder> found = new ArrayList<>();
  @TempDir private Path folder;

  @BeforeEach
  void writeModel() throws IOException {
    RandomFolder.write(folder, 0);
  }

  @Test
  void tellsTheDigestOfAWholeFolder() {
    Finding finding = check(folder).make();

    assertThat(finding)
        .isEqualTo(
            Finding.ok(
                "%s, whole, digest %s".formatted(folder, ModelFolder.open(folder).digest())));
    assertThat(found).hasSize(1);
  }

  @Test
  void aPickleBesideTheWeightsIsAWarning() throws IOException {
    Files.createFile(folder.resolve("unet/diffusion_pytorch_model.bin"));

    Finding finding = check(folder).make();

    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.text())
        .endsWith(
            "beside its safetensors lie 1 pickles, which are never read, such as"
                + " unet/diffusion_pytorch_model.bin");
  }

  @Test
  void missingWeightsAreAFailure() throws IOException {
    Files.delete(folder.resolve("unet/diffusion_pytorch_model.safetensors"));

    assertThatThrownBy(() -> check(folder).make())
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("unet");
    assertThat(found).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereIsAFailure() {
    assertThatThrownBy(() -> check(folder.resolve("absent")).make())
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("there is no such folder");
  }

  private ModelCheck check(Path path) {
    return new ModelCheck(
        new ModelSettings(path.toString(), "fp32", "", "off", 0),
        new Configuration(false),
        found::add);
  }
}
