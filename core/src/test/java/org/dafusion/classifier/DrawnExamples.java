package org.dafusion.classifier;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dafusion.data.DrawnImages;
import org.dafusion.data.Example;
import org.dafusion.data.Origin;
import org.dafusion.data.Part;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.model.ResNet;
import org.dafusion.pretrain.InitialBackbone;

/** Examples of drawn shapes in four classes, read from a folder. */
record DrawnExamples(List<Example> train, List<Example> validation) {
  static final List<String> CLASSES = DrawnImages.classNames();

  /**
   * Draws some.
   *
   * @param folder an empty one
   * @param perClass pictures of each class and part
   * @param size side in pixels
   */
  static DrawnExamples draw(Path folder, int perClass, int size) throws IOException {
    new DrawnImages(perClass, perClass, size, 3).write(folder);
    return new DrawnExamples(read(folder, Part.TRAIN), read(folder, Part.VALIDATION));
  }

  /** An untrained network that is small enough for hundreds of steps, in a file of its own. */
  static Backbone smallBackbone(Path folder) throws IOException {
    Path file = folder.resolve("small.safetensors");
    ResNet definition = new ResNet(ResNet.Block.BASIC, List.of(1, 1, 1, 1), 8, 8, 2);
    SafetensorsWriter.write(file, InitialBackbone.of(definition, 0), Map.of());
    return Backbone.load(BackboneSource.of(file.toString()), Device.cpu());
  }

  private static List<Example> read(Path folder, Part part) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int label = 0; label < CLASSES.size(); label++) {
      Path classFolder = folder.resolve(part.folderName()).resolve(CLASSES.get(label));
      try (Stream<Path> files = Files.list(classFolder)) {
        for (Path file : files.sorted().toList()) {
          examples.add(example(folder, file, label));
        }
      }
    }
    return examples;
  }

  private static Example example(Path folder, Path file, int label) {
    try {
      String id = folder.relativize(file).toString();
      return new Example(
          id, label, CLASSES.get(label), Files.readAllBytes(file), new Origin.Real(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For each training picture a synthetic one: the next picture of its class. */
  List<Example> synthetic() {
    List<Example> synthetic = new ArrayList<>();
    int perClass = train.size() / CLASSES.size();
    for (int i = 0; i < train.size(); i++) {
      Example source = train.get(i);
      Example next = train.get(i / perClass * perClass + (i + 1) % perClass);
      Origin origin = new Origin.Synthetic(source.id(), 0, "drawn", 0.5, 0);
      synthetic.add(
          new Example(
              "s-" + source.id(), source.label(), source.className(), next.image(), origin));
    }
    return synthetic;
  }

  /** One that cannot be decoded. */
  static Example broken(String id, int label) {
    byte[] text = "not a picture".getBytes(StandardCharsets.UTF_8);
    return new Example(id, label, CLASSES.get(label), text, new Origin.Real(id));
  }
}
