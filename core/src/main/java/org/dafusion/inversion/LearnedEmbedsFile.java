package org.dafusion.inversion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.huggingface.TensorInfo;

/**
 * Learned tokens as diffusers keeps them, {@code learned_embeds.safetensors}: a tensor (width) or
 * (vectors, width) under each placeholder, any number of placeholders to a file.
 *
 * <p>Where upstream keeps several vectors of a token under {@code <dog>}, {@code <dog>_1}, {@code
 * <dog>_2}, …, they are read as one token. Written are 32-bit floats.
 */
public final class LearnedEmbedsFile {
  private static final Pattern NAME =
      Pattern.compile("(" + LearnedTokens.PLACEHOLDER.pattern() + ")(?:_([1-9]\\d{0,3}))?");

  private LearnedEmbedsFile() {}

  /** Writes all tokens to a file, which is replaced if it exists. */
  public static void write(Path file, LearnedTokens tokens) throws IOException {
    List<TensorData> tensors =
        tokens.placeholders().stream()
            .map(placeholder -> tensor(placeholder, tokens.vectors(placeholder)))
            .toList();
    SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
  }

  private static TensorData tensor(String placeholder, List<float[]> vectors) {
    int width = vectors.get(0).length;
    float[] values = new float[vectors.size() * width];
    for (int i = 0; i < vectors.size(); i++) {
      System.arraycopy(vectors.get(i), 0, values, i * width, width);
    }
    return vectors.size() == 1
        ? TensorData.of(placeholder, values, width)
        : TensorData.of(placeholder, values, vectors.size(), width);
  }

  /**
   * Reads all tokens of a file.
   *
   * @throws ModelArtefactException if the file is absent, a pickle, or holds anything else; the
   *     message says what to do about a pickle
   */
  public static LearnedTokens read(Path file) {
    SortedMap<String, SortedMap<Integer, List<float[]>>> parts = new TreeMap<>();
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      reader
          .tensors()
          .forEach(
              (name, info) -> {
                Matcher matcher = NAME.matcher(name);
                if (!matcher.matches()) {
                  throw cannotRead(
                      file,
                      "a token must be a word in angle brackets, such as <dog>, found " + name);
                }
                int place = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
                parts
                    .computeIfAbsent(matcher.group(1), token -> new TreeMap<>())
                    .put(place, vectors(file, info, reader));
              });
    }
    if (parts.isEmpty()) {
      throw cannotRead(file, "it holds no tokens");
    }
    Map<String, List<float[]>> tokens = new TreeMap<>();
    parts.forEach((token, each) -> tokens.put(token, joined(file, token, each)));
    requireOneWidth(file, tokens);
    return new LearnedTokens(tokens);
  }

  private static List<float[]> vectors(Path file, TensorInfo info, SafetensorsReader reader) {
    List<Long> shape = info.shape();
    if (shape.isEmpty() || shape.size() > 2 || info.elements() == 0) {
      throw cannotRead(
          file,
          "%s must have the shape [width] or [vectors, width], found %s"
              .formatted(info.name(), shape));
    }
    float[] values = reader.floats(info.name());
    int width = Math.toIntExact(shape.get(shape.size() - 1));
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw cannotRead(
            file,
            "%s must hold finite numbers, found %s at place %d"
                .formatted(info.name(), values[i], i));
      }
    }
    List<float[]> vectors = new ArrayList<>();
    for (int begin = 0; begin < values.length; begin += width) {
      vectors.add(Arrays.copyOfRange(values, begin, begin + width));
    }
    return vectors;
  }

  private static List<float[]> joined(
      Path file, String token, SortedMap<Integer, List<float[]>> parts) {
    List<float[]> vectors = new ArrayList<>();
    int next = 0;
    for (Map.Entry<Integer, List<float[]>> part : parts.entrySet()) {
      String name = next == 0 ? token : token + "_" + next;
      if (part.getKey() != next) {
        throw cannotRead(
            file,
            "%s is missing, which must come before %s_%d".formatted(name, token, part.getKey()));
      }
      if (parts.size() > 1 && part.getValue().size() > 1) {
        throw cannotRead(
            file,
            "%s must be one vector, as the token has more entries, found %d"
                .formatted(name, part.getValue().size()));
      }
      vectors.addAll(part.getValue());
      next++;
    }
    return vectors;
  }

  private static void requireOneWidth(Path file, Map<String, List<float[]>> tokens) {
    long widths =
        tokens.values().stream().flatMap(List::stream).mapToInt(v -> v.length).distinct().count();
    if (widths > 1) {
      throw cannotRead(file, "its vectors must all have one width");
    }
  }

  private static ModelArtefactException cannotRead(Path file, String reason) {
    return new ModelArtefactException(
        "Cannot read learned tokens from " + file + " because " + reason);
  }
}
