package org.dafusion.bench;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.dafusion.classifier.Backbone;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.classifier.ClassifierTrainer;
import org.dafusion.classifier.Evaluation;
import org.dafusion.classifier.FeatureStore;
import org.dafusion.classifier.TrialListener;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.Example;
import org.dafusion.data.Origin;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.model.ResNet;
import org.dafusion.random.UniformDraws;

/**
 * Measures what a trial costs in both ways to train, on a 20-way task: 10,000 steps of a head on
 * features that are kept, the features themselves, some steps of the reference's way (batch
 * normalisation in training mode, a fresh view of every drawn picture), and how many pictures are
 * decoded in a second.
 */
public final class ClassifierBench {
  private static final int CLASSES = 20;
  private static final int SIDE = 500;

  private ClassifierBench() {}

  /**
   * Arguments: {@code random} for the small backbone or {@code resnet50} for one of ResNet-50's
   * size, side of the squashed pictures, real pictures of each class, views of each, and steps of
   * the reference's way.
   */
  public static void main(String[] arguments) throws IOException {
    int size = Integer.parseInt(arguments[1]);
    int perClass = Integer.parseInt(arguments[2]);
    int views = Integer.parseInt(arguments[3]);
    int steps = Integer.parseInt(arguments[4]);
    List<Example> train = examples("train", perClass);
    List<Example> validation = examples("validation", 1);
    say("%s, %d x %d pixels, %d threads", arguments[0], size, size, TorchRuntime.threads());
    decoding(train);
    try (Backbone backbone = backbone(arguments[0])) {
      ClassifierSettings settings =
          settings(Map.of("image-size", size, "views", views, "epochs", 1));
      FeatureStore store = new FeatureStore(1024);
      // the first trial computes the features, the second finds them
      ClassifierSettings one = settings.with(Map.of("iterations-per-epoch", 1));
      double computing = trial(one, backbone, store, train, validation);
      say(
          "%d views of %d pictures to features: %.1f s, %.1f views/s",
          train.size() * views,
          train.size(),
          computing,
          (train.size() * views + validation.size()) / computing);
      double idle = trial(one, backbone, store, train, validation);
      ClassifierSettings whole = settings.with(Map.of("iterations-per-epoch", 10_000));
      double kept = trial(whole, backbone, store, train, validation) - idle;
      say("10000 steps of 32 on kept features: %.1f s, %.3f ms/step", kept, kept / 10);
      ClassifierSettings published =
          settings.with(
              Map.of("protocol", "published", "iterations-per-epoch", 1, "validation-draws", 1));
      double before = trial(published, backbone, store, train, validation);
      ClassifierSettings more = published.with(Map.of("iterations-per-epoch", 1 + steps));
      double step = (trial(more, backbone, store, train, validation) - before) / steps;
      say("a step of 32 in the reference's way: %.3f s, 10000 of them %.1f h", step, step / 0.36);
      say("kept features are %.0f times as fast", step / (kept / 10_000));
    }
  }

  /** Decodes every picture, encoded as JPEG as photos are. */
  private static void decoding(List<Example> examples) {
    ImageDecoder decoder = new ImageDecoder(1_000_000);
    for (int pass = 0; pass < 2; pass++) {
      long start = System.nanoTime();
      for (Example example : examples) {
        try {
          decoder.decode(example.image());
        } catch (UndecodableImageException e) {
          throw new IllegalStateException(e);
        }
      }
      // the first pass warms the code up
      if (pass == 1) {
        say(
            "decoding pictures of %d x %d: %.0f images/s on one thread",
            SIDE, SIDE, examples.size() / seconds(start));
      }
    }
  }

  private static double trial(
      ClassifierSettings settings,
      Backbone backbone,
      FeatureStore store,
      List<Example> train,
      List<Example> validation) {
    long start = System.nanoTime();
    List<String> classNames =
        IntStream.range(0, CLASSES).mapToObj(ClassifierBench::className).toList();
    Evaluation last =
        new ClassifierTrainer(
                settings,
                backbone,
                new ImageDecoder(1_000_000),
                classNames,
                TrialListener.NONE,
                store)
            .run(train, List.of(), validation)
            .last();
    if (!Double.isFinite(last.loss())) {
      throw new IllegalStateException("The loss is no number: " + last);
    }
    return seconds(start);
  }

  private static ClassifierSettings settings(Map<String, Object> changes) {
    return ClassifierSettings.from(
            ExperimentConfig.load(
                    ExperimentConfig.reference(),
                    null,
                    List.of("classifier.backbone=random"),
                    Map.of())
                .config()
                .getConfig("classifier"))
        .with(changes);
  }

  private static Backbone backbone(String name) throws IOException {
    if (name.equals(BackboneSource.RANDOM)) {
      return Backbone.load(BackboneSource.of(name), Device.cpu());
    }
    ResNet definition = new ResNet(ResNet.Block.BOTTLENECK, List.of(3, 4, 6, 3), 64, 64, 1000);
    Path file = Files.createTempFile("resnet50", ".safetensors");
    try {
      SafetensorsWriter.write(
          file,
          definition.toScript().parameters().stream()
              .map(p -> FormulaWeights.RESNET50.tensor(p.key(), p.shape()))
              .toList(),
          Map.of());
      // a trial of the reference's way reads it again
      file.toFile().deleteOnExit();
      return Backbone.load(BackboneSource.of(file.toString()), Device.cpu());
    } catch (RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Pictures of noise in blocks, each class of its own colour. */
  private static List<Example> examples(String part, int perClass) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int label = 0; label < CLASSES; label++) {
      for (int i = 0; i < perClass; i++) {
        String id = "%s/%d/%d".formatted(part, label, i);
        UniformDraws random = new UniformDraws(id.hashCode());
        byte[] rgb = new byte[SIDE * SIDE * Image.CHANNELS];
        for (int at = 0; at < rgb.length; at++) {
          rgb[at] = (byte) (label * 10 + random.below(50));
        }
        byte[] jpeg = ImageEncoder.jpeg(new Image(SIDE, SIDE, rgb), 0.9f);
        examples.add(new Example(id, label, className(label), jpeg, new Origin.Real(id)));
      }
    }
    return examples;
  }

  private static String className(int label) {
    return "class " + label;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
