package org.dafusion.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.image.Image;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.TrainedArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSavedClassifier {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = SmallClassifier.write(folder.resolve("model"), List.of("a", "b"));
  }

  @Test
  void aPicturesProbabilitiesDependOnNoOther() {
    Image one = SmallClassifier.picture(32, 32, 1);
    Image big = SmallClassifier.picture(300, 200, 2);
    try (SavedClassifier saved = SavedClassifier.open(model, Device.cpu())) {
      float[][] together = saved.probabilities(List.of(big, one), 4);
      float[][] alone = saved.probabilities(List.of(one), 4);
      assertThat(together[1]).isEqualTo(alone[0]);
      assertThat(together[0][0] + together[0][1]).isBetween(0.9999f, 1.0001f);
    }
  }

  @Test
  void whatIsNotDoneHereIsRefused() throws IOException {
    refused("range=0,1\n", "its range must be one of [applySoftmax, centerCrop,");
    refused("flag=GRAYSCALE\n", "its flag must be one of");
    refused("resize=32,32,BICUBIC\n", "its resize must be BILINEAR, found 32,32,BICUBIC");
    refused("normalize=0.5,0.5\n", "must be three means and three deviations above 0");
    refused("width=0\n", "its width must have sides of 1 to 8192 pixels, found 0");
    refused("engine=TensorFlow\n", "its engine must be PyTorch, found TensorFlow");
    refused("translatorFactory=x.Y\n", "its translatorFactory must be " + Preprocessing.TRANSLATOR);
  }

  private void refused(String properties, String reason) throws IOException {
    Files.writeString(model.resolve("serving.properties"), properties);
    assertThatThrownBy(() -> SavedClassifier.open(model, Device.cpu()))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot use the classifier " + model)
        .hasMessageContaining(reason);
  }

  @Test
  void filesThatAreAbsentAreNamed() throws IOException {
    Files.delete(model.resolve("classifier.pt"));
    assertThatThrownBy(() -> SavedClassifier.open(model, Device.cpu()))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage(
            "Cannot use the classifier %s because it holds no network: expected one of [classifier.pt, model.pt, model.pt]"
                .formatted(model));
    Files.delete(model.resolve("synset.txt"));
    assertThatThrownBy(() -> SavedClassifier.open(model, Device.cpu()))
        .hasMessage(
            "Cannot read %s because there is no such file".formatted(model.resolve("synset.txt")));
    Files.delete(model.resolve("serving.properties"));
    assertThatThrownBy(() -> SavedClassifier.open(model, Device.cpu()))
        .hasMessage(
            "Cannot read %s because there is no such file"
                .formatted(model.resolve("serving.properties")));
  }

  @Test
  void aHostWithoutRoomIsNoFaultOfTheNetwork() throws IOException {
    ScriptModule greedy = new ScriptModule("Greedy");
    ScriptMethod m = greedy.method("forward", "x");
    // 2^44 columns of four bytes
    m.returnTensor(m.let("torch.repeat(%s, [1, 1, 1, %s])", m.argument("x"), 1L << 44));
    try (OutputStream out = Files.newOutputStream(model.resolve("classifier.pt"))) {
      TrainedArchive.write(greedy, weight -> new float[0], out);
    }
    try (SavedClassifier saved = SavedClassifier.open(model, Device.cpu())) {
      assertThatThrownBy(() -> saved.probabilities(List.of(SmallClassifier.picture(9, 9, 0)), 2))
          .isInstanceOf(OutOfDeviceMemoryException.class)
          .hasMessageStartingWith("The device is out of memory: DefaultCPUAllocator");
    }
  }

  @Test
  void asManyClassesAsTheNetworkAnswersMustBeNamed() throws IOException {
    Files.writeString(model.resolve("synset.txt"), "a\nb\nc\n");
    try (SavedClassifier saved = SavedClassifier.open(model, Device.cpu())) {
      assertThatThrownBy(() -> saved.probabilities(List.of(SmallClassifier.picture(9, 9, 0)), 2))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessageContaining(
              "it must answer with the shape (2, 3), for the 3 classes that it names, found (2,"
                  + " 2)");
    }
  }
}
