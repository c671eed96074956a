package org.dafusion.pretrain;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.huggingface.TensorInfo;
import org.dafusion.huggingface.Weights;
import org.dafusion.image.Image;
import org.dafusion.model.ResNet;
import org.dafusion.model.ResNet.Block;
import org.dafusion.random.Seeds;
import org.dafusion.random.ShuffledPasses;
import org.dafusion.report.ContactSheet;
import org.dafusion.transform.ColourJitter;
import org.dafusion.transform.ImageBatch;
import org.dafusion.transform.Normalisation;
import org.dafusion.transform.RandomCrop;

/**
 * The training of the classifier's network: a ResNet learns to tell the classes of whole images, by
 * softmax cross-entropy, on random views of them.
 *
 * <p>What is kept is {@code backbone.safetensors} with torchvision's keys. Its head stays with it,
 * so that it can judge pictures of these classes, whose names its metadata has by label, beside
 * what it takes pictures to be.
 */
public final class BackboneTraining implements PartTraining {
  /** The file's name in a model folder. */
  public static final String FILE = "backbone.safetensors";

  /** Key of the file's metadata: the name of the {@link Normalisation} of its inputs. */
  public static final String NORMALISATION = "normalisation";

  /** Key of the file's metadata: the side of the pictures that it was trained on, in pixels. */
  public static final String IMAGE_SIZE = "image-size";

  private static final String COMPONENT = "backbone";
  private static final String CLASSES = "classes";
  private static final int SHOWN = 32;
  private static final int COLUMNS = 8;
  private static final int TILE = 128;

  /** Images that a picture of what is recognised is chosen from. */
  private static final int LOOKED_AT = 2048;

  private final BackboneRecipe recipe;
  private final PretrainSettings settings;
  private final TrainingImages images;
  private final List<String> classNames;
  private final Normalisation normalisation;
  private final List<View> views;
  private final ShuffledPasses order;
  private final CompiledModel network;
  private final TrainedWeights weights;

  private BackboneTraining(
      CompiledModel network,
      PretrainSettings settings,
      TrainingImages images,
      List<String> classNames) {
    this.network = network;
    this.settings = settings;
    this.recipe = settings.backbone();
    this.images = images;
    this.classNames = List.copyOf(classNames);
    normalisation = Normalisation.parse(recipe.normalisation());
    views = View.of(recipe.symmetries());
    order = images.order(settings.seed());
    weights =
        new TrainedWeights(recipe.training(), Map.of(COMPONENT, network), ResNet::isStatistic);
  }

  /**
   * A training at its beginning: of the weights in the folder where there is such a file, else of
   * random ones. A head for other classes than these, or for these in another order, is not kept.
   *
   * @param folder a model folder
   * @param classNames by label
   * @throws ModelArtefactException if the file is of another network
   */
  public static BackboneTraining begin(
      Path folder,
      PretrainSettings settings,
      TrainingImages images,
      List<String> classNames,
      Device device)
      throws IOException {
    BackboneRecipe recipe = settings.backbone();
    ResNet definition =
        new ResNet(Block.BASIC, recipe.layers(), recipe.width(), recipe.width(), classNames.size());
    Path known = folder.resolve(FILE);
    if (Files.exists(known)) {
      requireSamePictures(known, recipe.normalisation());
    }
    CompiledModel network = compile(definition, classNames, known, settings.seed(), device);
    try {
      return new BackboneTraining(network, settings, images, classNames);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** Weights that were trained on pictures in other numbers would see something else in these. */
  private static void requireSamePictures(Path file, String normalisation) {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      String trained = reader.metadata().getOrDefault(NORMALISATION, normalisation);
      if (!trained.equals(normalisation)) {
        throw new ModelArtefactException(
            "Cannot go on from %s: pretrain.backbone.normalisation must be %s, with which it was trained, found %s"
                .formatted(file, trained, normalisation));
      }
    }
  }

  private static CompiledModel compile(
      ResNet definition, List<String> classNames, Path known, long seed, Device device)
      throws IOException {
    List<TensorData> tensors = InitialBackbone.of(definition, Seeds.derive(seed, COMPONENT));
    // weights are bound from a file alone, which is not needed afterwards
    Path file = Files.createTempFile("dafusion-backbone", ".safetensors");
    try {
      if (Files.exists(known)) {
        boolean sameClasses = classNames.equals(classNames(known));
        try (Weights weights = Weights.open(known)) {
          List<TensorData> kept =
              tensors.stream().map(drawn -> kept(drawn, weights, sameClasses)).toList();
          SafetensorsWriter.write(file, kept, Map.of());
        }
      } else {
        SafetensorsWriter.write(file, tensors, Map.of());
      }
      try (Weights weights = Weights.open(file)) {
        return new ModelCompiler(device, Precision.FP32).compile(definition, weights);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** The classes of a file's head by label; empty where its metadata does not tell them. */
  private static List<String> classNames(Path file) {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      String names = reader.metadata().get(CLASSES);
      return names == null ? List.of() : List.of(new Gson().fromJson(names, String[].class));
    }
  }

  private static TensorData kept(TensorData drawn, Weights weights, boolean sameClasses) {
    if (drawn.name().startsWith("fc.") && !sameClasses) {
      return drawn;
    }
    TensorInfo info = weights.has(drawn.name()) ? weights.info(drawn.name()) : null;
    if (info != null && info.shape().equals(drawn.shape())) {
      return TensorData.of(drawn.name(), weights.floats(drawn.name()), info.dimensions());
    }
    throw new ModelArtefactException(
        "Cannot go on from %s: tensor %s must have shape %s, found %s"
            .formatted(
                weights.describe(),
                drawn.name(),
                drawn.shape(),
                info == null ? "none" : info.shape()));
  }

  @Override
  public long step() {
    return weights.steps();
  }

  @Override
  public Map<String, Double> advance() {
    long step = weights.steps();
    long seed = Seeds.derive(settings.seed(), COMPONENT, Long.toString(step));
    int batch = recipe.training().batch();
    List<Image> drawn = new ArrayList<>(batch);
    List<Integer> labels = new ArrayList<>(batch);
    for (int i = 0; i < batch; i++) {
      TrainingImage image = images.train().get(order.at(step * batch + i));
      drawn.add(view(image.image(), Seeds.derive(seed, "view", i)));
      labels.add(image.label());
    }
    Map<String, Double> measures = TorchRuntime.onAllThreads(() -> gradients(drawn, labels));
    TrainingDivergedException.check(measures, step + 1, COMPONENT);
    measures.put("gradient", weights.step());
    return measures;
  }

  private Image view(Image image, long seed) {
    int turn = (int) (Seeds.unit(seed, "turn") * views.size());
    Image cropped = new RandomCrop(recipe.crop()).apply(image, Seeds.derive(seed, "crop"));
    Image turned = views.get(turn).of(cropped);
    return new ColourJitter(recipe.jitter(), 0).apply(turned, Seeds.derive(seed, "jitter"));
  }

  private Map<String, Double> gradients(List<Image> batch, List<Integer> labels) {
    try (NDManager scope = TorchRuntime.newManager(network.device());
        Gradients gradients = Gradients.record()) {
      NDArray pixels = pixels(scope, batch);
      // a convolution must have a gradient to give to its input; see PredictionPass.leafOf
      pixels.setRequiresGradient(true);
      NDArray logits = network.call(gradients, ResNet.IN_TRAINING, pixels).singletonOrThrow();
      NDArray loss = losses(logits, labels).mean();
      float[] scores = logits.stopGradient().toFloatArray();
      Map<String, Double> measures = new LinkedHashMap<>();
      measures.put(Judgement.LOSS, (double) loss.stopGradient().getFloat());
      measures.put(Judgement.ACCURACY, share(correct(scores, labels)));
      gradients.backward(loss);
      return measures;
    }
  }

  private NDArray pixels(NDManager scope, List<Image> batch) {
    return ImageBatch.pixels(scope, batch, normalisation);
  }

  /** -log softmax(logits)[label], (batch, 1). */
  private static NDArray losses(NDArray logits, List<Integer> labels) {
    long[] indices = labels.stream().mapToLong(Integer::longValue).toArray();
    NDArray index = HostMemory.longs(logits.getManager(), indices, new Shape(indices.length, 1));
    return logits.logSoftmax(1).gather(index, 1).neg();
  }

  private boolean[] correct(float[] scores, List<Integer> labels) {
    boolean[] correct = new boolean[labels.size()];
    for (int row = 0; row < correct.length; row++) {
      correct[row] = best(scores, row) == labels.get(row);
    }
    return correct;
  }

  private int best(float[] scores, int row) {
    int classes = classNames.size();
    int best = 0;
    for (int label = 1; label < classes; label++) {
      if (scores[row * classes + label] > scores[row * classes + best]) {
        best = label;
      }
    }
    return best;
  }

  private static double share(boolean[] correct) {
    int count = 0;
    for (boolean each : correct) {
      count += each ? 1 : 0;
    }
    return (double) count / correct.length;
  }

  /**
   * {@code loss}, {@code accuracy}, and the accuracy among the images of each class: by the stored
   * statistics, as the network will be used.
   */
  @Override
  public Map<String, Double> validate() {
    if (images.validation().isEmpty()) {
      return Map.of();
    }
    Judgement judged = weights.averaged(() -> judge(images.validation()));
    return judged.measures(classNames);
  }

  /** By the weights in place. */
  private Judgement judge(List<TrainingImage> judged) {
    List<Integer> answers = new ArrayList<>();
    double loss = 0;
    for (List<TrainingImage> part : Batches.of(judged, recipe.training().batch())) {
      try (NDManager scope = TorchRuntime.newManager(network.device())) {
        NDArray logits =
            network.forward(pixels(scope, part.stream().map(TrainingImage::image).toList()));
        loss += losses(logits, labels(part)).sum().getFloat();
        float[] scores = logits.toFloatArray();
        for (int row = 0; row < part.size(); row++) {
          answers.add(best(scores, row));
        }
      }
    }
    return new Judgement(loss / judged.size(), labels(judged), answers);
  }

  private static List<Integer> labels(List<TrainingImage> images) {
    return images.stream().map(TrainingImage::label).toList();
  }

  /** Images with the class that was recognised; those that were taken for another come first. */
  @Override
  public Image preview() {
    List<TrainingImage> from = TrainingImages.spread(images.shown(), LOOKED_AT);
    Judgement judged = weights.averaged(() -> judge(from));
    List<ContactSheet.Tile> tiles = new ArrayList<>();
    for (boolean right : new boolean[] {false, true}) {
      for (int i = 0; i < from.size() && tiles.size() < SHOWN; i++) {
        if (judged.isRight(i) == right) {
          String answer = classNames.get(judged.answers().get(i));
          String caption = right ? answer : answer + " for " + classNames.get(from.get(i).label());
          tiles.add(new ContactSheet.Tile(from.get(i).image(), caption));
        }
      }
    }
    return ContactSheet.of(tiles, COLUMNS, TILE);
  }

  @Override
  public void save(Path checkpoint) throws IOException {
    weights.save(checkpoint, images.origin(COMPONENT));
  }

  @Override
  public void restore(Path checkpoint) {
    weights.restore(checkpoint, images.origin(COMPONENT));
  }

  @Override
  public void finish(Path folder) throws IOException {
    weights.write(
        COMPONENT,
        folder.resolve(FILE),
        settings.type(),
        Map.of(
            "format",
            "pt",
            CLASSES,
            new Gson().toJson(classNames),
            NORMALISATION,
            recipe.normalisation(),
            IMAGE_SIZE,
            Integer.toString(images.size())));
  }

  @Override
  public void close() {
    try {
      weights.close();
    } finally {
      network.close();
    }
  }
}
