package org.dafusion.serving;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.dafusion.classifier.Backbone;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.LinearHead;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.image.Image;

/** A classifier on the untrained backbone, with a head that has opinions. */
public final class SmallClassifier {
  /** Side of its pictures in pixels. */
  public static final int SIZE = 32;

  private static final int WIDTH = 512;

  private SmallClassifier() {}

  /** Writes the folder. */
  public static Path write(Path folder, List<String> classNames) throws IOException {
    Files.createDirectories(folder);
    try (Backbone backbone =
        Backbone.load(BackboneSource.of(BackboneSource.RANDOM), Device.cpu())) {
      ClassifierFolder.write(
          folder, backbone.with(head(folder, classNames, backbone.digest()), List.of()));
    }
    return folder;
  }

  private static LinearHead head(Path folder, List<String> classNames, String digest)
      throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("classes", "[\"" + String.join("\",\"", classNames) + "\"]");
    metadata.put("backbone", digest);
    metadata.put("batch-norm", "frozen");
    metadata.put("normalisation", "imagenet");
    metadata.put("image-size", Integer.toString(SIZE));
    SplittableRandom random = new SplittableRandom(7);
    float[] weight = new float[classNames.size() * WIDTH];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextDouble(-1, 1);
    }
    Path file = folder.resolveSibling(folder.getFileName() + "-head.safetensors");
    SafetensorsWriter.write(
        file,
        List.of(
            TensorData.of("fc.weight", weight, classNames.size(), WIDTH),
            TensorData.of("fc.bias", new float[classNames.size()], classNames.size())),
        metadata);
    return LinearHead.load(file);
  }

  /** A picture of waves, as smooth as a photo, which its number decides. */
  public static Image picture(int width, int height, int number) {
    byte[] rgb = new byte[width * height * Image.CHANNELS];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < Image.CHANNELS; c++) {
          double across = Math.sin((number + 1.3 + c) * 2.1 * x / width + number);
          double down = Math.cos((number + 0.7) * 3.3 * y / height + c);
          rgb[(y * width + x) * Image.CHANNELS + c] = (byte) (127.5 + 60 * (across + down));
        }
      }
    }
    return new Image(width, height, rgb);
  }
}
