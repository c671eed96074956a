package org.dafusion.bench;

import ai.djl.Device;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.DrawnImages;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ByteVocabulary;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.pretrain.DiffusionTraining;
import org.dafusion.pretrain.InitialWeights;
import org.dafusion.pretrain.PartTraining;
import org.dafusion.pretrain.PretrainSettings;
import org.dafusion.pretrain.TrainingImage;
import org.dafusion.pretrain.TrainingImages;
import org.dafusion.pretrain.VaeTraining;

/** Trains a part on an image folder for a while and says how fast it learns. */
public final class PretrainBench {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final int SAID = Integer.getInteger("said", 50);

  private PretrainBench() {}

  /**
   * Arguments: a model folder that may lack weights, an image folder with a folder for each class
   * (or {@code drawn}), a folder for what is made, seconds to train, and settings to override.
   */
  public static void main(String[] arguments) throws IOException, UndecodableImageException {
    TorchRuntime.setThreads(Integer.getInteger("threads", 2));
    Path output = Files.createDirectories(Path.of(arguments[2]));
    List<String> overrides = new ArrayList<>(Arrays.asList(arguments).subList(4, arguments.length));
    PretrainSettings settings =
        PretrainSettings.from(
            ExperimentConfig.load(ExperimentConfig.reference(), null, overrides, Map.of())
                .config()
                .getConfig("pretrain"));
    Path model = output.resolve("model");
    copy(Path.of(arguments[0]), model);
    if (!Files.exists(model.resolve("tokenizer"))) {
      ByteVocabulary.write(model.resolve("tokenizer"));
    }
    InitialWeights.complete(ModelFolder.open(model), settings.seed());
    TrainingImages images = images(arguments[1], output, settings.size());
    try (PartTraining training = begin(ModelFolder.open(model), settings, images)) {
      train(training, settings, output, Double.parseDouble(arguments[3]));
      training.finish(model);
    }
  }

  private static PartTraining begin(
      ModelFolder folder, PretrainSettings settings, TrainingImages images) {
    return settings.part().equals("vae")
        ? VaeTraining.begin(folder, settings, images, Device.cpu())
        : DiffusionTraining.begin(folder, settings, images, Device.cpu());
  }

  private static void train(
      PartTraining training, PretrainSettings settings, Path output, double seconds)
      throws IOException, UndecodableImageException {
    int batch =
        settings.part().equals("vae")
            ? settings.vae().training().batch()
            : settings.diffusion().training().batch();
    int steps =
        settings.part().equals("vae")
            ? settings.vae().training().steps()
            : settings.diffusion().training().steps();
    double spent = 0;
    double cpu = 0;
    double sum = 0;
    int count = 0;
    while (spent < seconds && training.step() < steps) {
      long start = System.nanoTime();
      long cpuStart = PROCESS.getProcessCpuTime();
      Map<String, Double> losses = training.advance();
      spent += (System.nanoTime() - start) / 1e9;
      cpu += (PROCESS.getProcessCpuTime() - cpuStart) / 1e9;
      sum += losses.get("loss");
      count++;
      if (training.step() % SAID == 0) {
        say(
            "%6d %7.1f s %6.1f /s %6.1f /cpu s, mean loss %.5f %s",
            training.step(),
            spent,
            training.step() * batch / spent,
            training.step() * batch / cpu,
            sum / count,
            losses);
        sum = 0;
        count = 0;
      }
      if (training.step() % settings.validateEvery() == 0) {
        say("       validation %s", training.validate());
        Files.write(output.resolve("preview.png"), ImageEncoder.png(training.preview()));
      }
    }
    say("end: step %d, validation %s", training.step(), training.validate());
    Files.write(output.resolve("preview.png"), ImageEncoder.png(training.preview()));
  }

  private static TrainingImages images(String source, Path output, int size)
      throws IOException, UndecodableImageException {
    Path folder = Path.of(source);
    if (source.equals("drawn")) {
      folder = output.resolve("drawn");
      new DrawnImages(100, 10, size, 0).write(folder);
    }
    return new TrainingImages(
        read(folder.resolve("train"), size), read(folder.resolve("validation"), size), "bench");
  }

  private static List<TrainingImage> read(Path part, int size)
      throws IOException, UndecodableImageException {
    List<TrainingImage> images = new ArrayList<>();
    List<Path> classes = children(part);
    for (int label = 0; label < classes.size(); label++) {
      String name = classes.get(label).getFileName().toString().replace('_', ' ');
      Map<String, String> captions = captions(classes.get(label));
      for (Path file : children(classes.get(label))) {
        if (file.toString().matches(".*\\.(png|jpg|jpeg)")) {
          Image image = new ImageDecoder(1 << 24).decode(Files.readAllBytes(file));
          String caption = captions.getOrDefault(file.getFileName().toString(), name);
          images.add(
              new TrainingImage(Resize.to(image, size, size, Resample.BICUBIC), caption, label));
        }
      }
    }
    return images;
  }

  private static Map<String, String> captions(Path folder)
      throws IOException, UndecodableImageException {
    Path file = folder.resolve("captions.tsv");
    if (!Files.exists(file)) {
      return Map.of();
    }
    return Files.readAllLines(file).stream()
        .map(line -> line.split("\t"))
        .collect(Collectors.toMap(fields -> fields[0], fields -> fields[1]));
  }

  private static List<Path> children(Path folder) throws IOException, UndecodableImageException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException, UndecodableImageException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.write(target, Files.readAllBytes(file));
      }
    }
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
