package org.dafusion.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder is a model of DJL like any other. */
class TestClassifierFolder {
  private static final List<String> CLASSES = List.of("leafy spurge", "café #1", " dry grass");

  @TempDir private Path folder;

  @Test
  void djlAloneFindsTheSameProbabilities() throws Exception {
    Path model = SmallClassifier.write(folder.resolve("a folder"), CLASSES);
    List<Image> images =
        List.of(
            SmallClassifier.picture(SmallClassifier.SIZE, SmallClassifier.SIZE, 0),
            SmallClassifier.picture(SmallClassifier.SIZE, SmallClassifier.SIZE, 4),
            SmallClassifier.picture(57, 43, 2));
    List<String> files = new ArrayList<>();
    for (Image image : images) {
      Path file = folder.resolve(files.size() + ".png");
      Files.write(file, ImageEncoder.png(image));
      files.add(file.toString());
    }

    List<String> printed = withDjlAlone(model, files);

    assertThat(printed).filteredOn(line -> line.startsWith("names")).hasSize(3);
    assertThat(printed).contains("names leafy spurge|café #1| dry grass");
    List<double[]> theirs =
        printed.stream()
            .filter(line -> line.startsWith("probabilities"))
            .map(TestClassifierFolder::numbers)
            .toList();
    try (SavedClassifier saved = SavedClassifier.open(model, Device.cpu())) {
      float[][] ours = saved.probabilities(images, 4);
      assertThat(saved.classNames()).isEqualTo(CLASSES);
      // each has an opinion, and not all the same
      assertThat(ours[0][2]).isNotCloseTo(ours[1][2], within(1e-2f));
      for (int i = 0; i < images.size(); i++) {
        // pictures that have the network's size go through no resize
        double allowed = i < 2 ? 1e-5 : 0.05;
        for (int c = 0; c < CLASSES.size(); c++) {
          assertThat(theirs.get(i)[c]).isCloseTo(ours[i][c], within(allowed));
        }
      }
    }
  }

  /** In a process whose class path has DJL and what it needs, and nothing of this project. */
  private static List<String> withDjlAlone(Path model, List<String> files) throws Exception {
    String jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar") && !entry.contains("dafusion"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dai.djl.offline=true", "-Dfile.encoding=UTF-8", "-cp", jars));
    command.add(program().toString());
    command.add(model.toUri().toString());
    command.addAll(files);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().toList();
  }

  private static Path program() throws URISyntaxException {
    return Path.of(TestClassifierFolder.class.getResource("DjlAlone.java").toURI());
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.replaceAll("[^-0-9.E,]", "").split(","))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Test
  void theSameNetworkGivesTheSameBytes() throws IOException {
    Path one = SmallClassifier.write(folder.resolve("one"), CLASSES);
    Path other = SmallClassifier.write(folder.resolve("other"), CLASSES);
    for (String name : ClassifierFolder.FILES) {
      assertThat(one.resolve(name)).hasSameBinaryContentAs(other.resolve(name));
    }
    assertThat(one.resolve("serving.properties"))
        .content()
        .contains("engine=PyTorch\n")
        .contains("option.modelName=classifier\n")
        .contains(
            "translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory\n")
        .contains("normalize=0.485,0.456,0.406,0.229,0.224,0.225\n")
        .contains("resize=32,32\n")
        .contains("applySoftmax=true\n");
  }

  @Test
  void aClassNameOfTwoLinesIsRefused() {
    assertThatThrownBy(() -> SmallClassifier.write(folder.resolve("x"), List.of("a", "b\u2028c")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot write synset.txt: a class must have a name of one line");
  }
}
