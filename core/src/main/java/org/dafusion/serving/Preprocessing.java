package org.dafusion.serving;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.image.CenterCrop;
import org.dafusion.image.Image;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.transform.Normalisation;

/**
 * What happens to a picture before the network and to the network's answer after it, as the
 * arguments of DJL's {@code ImageClassificationTranslatorFactory} say it.
 *
 * <p>Applied here, pictures are resized as Pillow does it, each new pixel a mean over all that it
 * covers. DJL's translator looks at four pixels only, so of a picture that is made smaller it gives
 * other numbers; of one that has the size already, the same.
 *
 * @param width of the network's pictures in pixels
 * @param height of the network's pictures in pixels
 * @param resizeWidth to which a picture is squashed; 0 where it is not resized
 * @param resizeHeight to which a picture is squashed; 0 where it is not resized
 * @param centerCrop whether the middle of width x height is cut out after that
 * @param mean subtracted from samples between 0 and 1, for each channel
 * @param deviation by which they are divided then
 * @param softmax whether the network answers with logits
 */
public record Preprocessing(
    int width,
    int height,
    int resizeWidth,
    int resizeHeight,
    boolean centerCrop,
    List<Float> mean,
    List<Float> deviation,
    boolean softmax) {
  private static final String TRANSLATOR_PACKAGE = "ai.djl.modality.cv.translator.";
  static final String TRANSLATOR = TRANSLATOR_PACKAGE + "ImageClassificationTranslatorFactory";

  private static final String USUAL_SIZE = "224";
  private static final int LARGEST = 8192;

  /** Arguments that change nothing that is done here. */
  private static final Set<String> IGNORED =
      Set.of("engine", "topK", "application", "batchifier", "synset", "synsetFileName");

  private static final Set<String> KNOWN =
      Set.of(
          "translatorFactory",
          "width",
          "height",
          "resize",
          "centerCrop",
          "toTensor",
          "normalize",
          "applySoftmax");

  public Preprocessing {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /** For a network that takes squashed squares to logits, as this project trains them. */
  public static Preprocessing of(int imageSize, Normalisation normalisation) {
    return new Preprocessing(
        imageSize,
        imageSize,
        imageSize,
        imageSize,
        false,
        boxed(normalisation.mean()),
        boxed(normalisation.deviation()),
        true);
  }

  private static List<Float> boxed(float[] values) {
    List<Float> boxed = new ArrayList<>();
    for (float value : values) {
      boxed.add(value);
    }
    return boxed;
  }

  /** The arguments, by name. */
  Map<String, String> arguments() {
    Map<String, String> arguments = new TreeMap<>();
    arguments.put("translatorFactory", TRANSLATOR);
    arguments.put("width", Integer.toString(width));
    arguments.put("height", Integer.toString(height));
    arguments.put("resize", resizes() ? resizeWidth + "," + resizeHeight : "false");
    arguments.put("centerCrop", Boolean.toString(centerCrop));
    arguments.put("toTensor", "true");
    arguments.put("normalize", numbers(mean) + "," + numbers(deviation));
    arguments.put("applySoftmax", Boolean.toString(softmax));
    return arguments;
  }

  private static String numbers(List<Float> values) {
    return values.stream().map(value -> Float.toString(value)).collect(Collectors.joining(","));
  }

  /**
   * Reads the arguments, with the defaults of DJL 0.35.
   *
   * @param file for messages
   * @throws ModelArtefactException naming an argument that is not understood here: a picture would
   *     come to the network in other numbers than those that it was trained on
   */
  static Preprocessing read(Properties properties, Path file) {
    Arguments arguments = new Arguments(properties, file);
    arguments.requireKnown();
    int width = arguments.integer("width", USUAL_SIZE);
    int height = arguments.integer("height", USUAL_SIZE);
    List<Integer> resize = arguments.resize(width, height);
    List<Float> normalize = arguments.normalize();
    return new Preprocessing(
        width,
        height,
        resize.get(0),
        resize.get(1),
        arguments.yes("centerCrop", "false"),
        normalize.subList(0, Image.CHANNELS),
        normalize.subList(Image.CHANNELS, 2 * Image.CHANNELS),
        arguments.yes("applySoftmax", "false"));
  }

  boolean resizes() {
    return resizeWidth > 0;
  }

  /**
   * The picture as the network takes it, in eight bits.
   *
   * @throws IllegalArgumentException if nothing makes it the network's size
   */
  Image sized(Image image) {
    Image resized = image;
    if (resizes() && (image.width() != resizeWidth || image.height() != resizeHeight)) {
      resized = Resize.to(image, resizeWidth, resizeHeight, Resample.BILINEAR);
    }
    return centerCrop ? CenterCrop.of(resized, width, height) : resized;
  }

  /** Writes 3 x height x width normalised numbers, channel after channel, from a place on. */
  void write(Image image, float[] target, int offset) {
    byte[] rgb = image.rgb();
    int pixels = image.width() * image.height();
    for (int c = 0; c < Image.CHANNELS; c++) {
      float shift = mean.get(c);
      float scale = deviation.get(c);
      for (int i = 0; i < pixels; i++) {
        target[offset + c * pixels + i] =
            ((rgb[i * Image.CHANNELS + c] & 0xff) / 255f - shift) / scale;
      }
    }
  }

  /** The texts of a file, checked one by one. */
  private record Arguments(Properties properties, Path file) {
    void requireKnown() {
      for (String key : properties.stringPropertyNames()) {
        String value = text(key, "");
        boolean known = key.startsWith("option.") || KNOWN.contains(key) || IGNORED.contains(key);
        // an argument that is switched off is as good as none
        if (!known && !value.equals("false")) {
          throw refusal(key, "be one of " + KNOWN.stream().sorted().toList(), value);
        }
      }
      String translator = text("translatorFactory", TRANSLATOR);
      if (!translator.equals(TRANSLATOR)) {
        throw refusal("translatorFactory", "be " + TRANSLATOR, translator);
      }
      if (!yes("toTensor", "true")) {
        throw refusal("toTensor", "be true", text("toTensor", ""));
      }
    }

    String text(String key, String usual) {
      return properties.getProperty(key, usual).strip();
    }

    boolean yes(String key, String usual) {
      String value = text(key, usual);
      if (!value.equals("true") && !value.equals("false")) {
        throw refusal(key, "be true or false", value);
      }
      return value.equals("true");
    }

    int integer(String key, String usual) {
      return side(key, text(key, usual));
    }

    private int side(String key, String value) {
      try {
        int side = (int) Double.parseDouble(value.strip());
        if (side >= 1 && side <= LARGEST) {
          return side;
        }
      } catch (NumberFormatException e) {
        // told below
      }
      throw refusal(key, "have sides of 1 to %d pixels".formatted(LARGEST), value);
    }

    List<Integer> resize(int width, int height) {
      String value = text("resize", "false");
      if (value.equals("false")) {
        return List.of(0, 0);
      } else if (value.equals("true")) {
        return List.of(width, height);
      }
      String[] tokens = value.split(",");
      if (tokens.length > 2 && !tokens[2].strip().equals("BILINEAR")) {
        throw refusal("resize", "be BILINEAR", value);
      }
      int first = side("resize", tokens[0]);
      return List.of(first, tokens.length > 1 ? side("resize", tokens[1]) : first);
    }

    List<Float> normalize() {
      String value = text("normalize", "false");
      if (value.equals("false")) {
        return List.of(0f, 0f, 0f, 1f, 1f, 1f);
      } else if (value.equals("true")) {
        List<Float> imagenet = new ArrayList<>(boxed(Normalisation.IMAGENET.mean()));
        imagenet.addAll(boxed(Normalisation.IMAGENET.deviation()));
        return imagenet;
      }
      try {
        List<Float> numbers = new ArrayList<>();
        for (String token : value.split(",")) {
          numbers.add(Float.parseFloat(token.strip()));
        }
        if (numbers.size() == 2 * Image.CHANNELS
            && numbers.subList(Image.CHANNELS, numbers.size()).stream().allMatch(n -> n > 0)) {
          return numbers;
        }
      } catch (NumberFormatException e) {
        // told below
      }
      throw refusal("normalize", "be three means and three deviations above 0", value);
    }

    private ModelArtefactException refusal(String key, String rule, String found) {
      return new ModelArtefactException(
          "Cannot use the classifier %s: its %s must %s, found %s"
              .formatted(file, key, rule, found));
    }
  }
}
