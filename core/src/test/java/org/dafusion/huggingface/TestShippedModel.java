package org.dafusion.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestShippedModel {
  private static final String ROOT = "/org/dafusion/huggingface/shipped/";

  @TempDir private Path cache;

  @Test
  void theFolderIsCopiedOnceForAllProcesses() throws IOException {
    Path folder = shipped("good").folder();

    assertThat(folder.resolve("unet/weights.txt")).hasContent("weights\n");
    assertThat(folder.resolve("model_index.json")).hasContent("{\"a\": 1}\n");
    FileTime longAgo = FileTime.fromMillis(0);
    Files.setLastModifiedTime(folder.resolve("unet/weights.txt"), longAgo);

    assertThat(shipped("good").folder()).isEqualTo(folder);
    assertThat(Files.getLastModifiedTime(folder.resolve("unet/weights.txt"))).isEqualTo(longAgo);
    assertThat(copies()).isEqualTo(1);
  }

  @Test
  void aCopyThatChangedIsMadeAnew() throws IOException {
    Path weights = shipped("good").folder().resolve("unet/weights.txt");
    Files.writeString(weights, "other");
    assertThat(shipped("good").folder().resolve("unet/weights.txt")).hasContent("weights\n");

    Files.delete(weights);
    assertThat(shipped("good").folder().resolve("unet/weights.txt")).hasContent("weights\n");
    assertThat(copies()).isEqualTo(1);
  }

  @Test
  void aResourceThatIsNotWhatItsDigestSaysIsRefused() throws IOException {
    assertThatThrownBy(() -> shipped("bad").folder())
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageMatching(
            "Cannot open the model small: the SHA-256 of "
                + ROOT
                + "bad/weights.txt must be [0-9a-f]{64}, found [0-9a-f]{64}");
    assertThat(copies()).isZero();
  }

  @Test
  void aBuildWithoutTheModelSaysSo() {
    assertThatThrownBy(() -> shipped("none").folder())
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage(
            "Cannot open the model small because this build came without it: there is no resource "
                + ROOT
                + "none/SHA256SUMS; name the folder of a model instead");
  }

  private ShippedModel shipped(String name) {
    return new ShippedModel("small", ROOT + name + "/", cache);
  }

  private long copies() throws IOException {
    try (Stream<Path> all = Files.list(cache)) {
      return all.count();
    }
  }
}
