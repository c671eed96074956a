package org.dafusion.serving;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dafusion.classifier.HeadDescription;
import org.dafusion.classifier.TrainedNetwork;
import org.dafusion.data.ClassNames;
import org.dafusion.torchscript.TrainedArchive;
import org.dafusion.transform.Normalisation;

/**
 * Writes a trained classifier as a model folder of DJL: {@code classifier.pt}, TorchScript with the
 * weights inside; {@code synset.txt}, the names of its classes by label, a line each; and {@code
 * serving.properties}, from which DJL's {@code Criteria} and DJL Serving know the engine, the file
 * and what to do with a picture.
 */
public final class ClassifierFolder {
  /** The network. */
  public static final String NETWORK = "classifier.pt";

  /** The names of classes. */
  public static final String SYNSET = "synset.txt";

  /** What DJL reads first. */
  public static final String PROPERTIES = "serving.properties";

  /** In the order in which they are best put in place: a folder with the last of them is whole. */
  public static final List<String> FILES = List.of(NETWORK, SYNSET, PROPERTIES);

  private ClassifierFolder() {}

  /**
   * Writes the files, over those of the same names. The same network gives the same bytes.
   *
   * @param folder is there
   * @throws IllegalArgumentException if a class has a name that no line of a file can hold
   */
  public static void write(Path folder, TrainedNetwork network) throws IOException {
    HeadDescription description = network.description();
    String synset = synset(description.classNames());
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve(NETWORK)))) {
      TrainedArchive.write(network.script(), weight -> network.weight(weight.key()), out);
    }
    Files.writeString(folder.resolve(SYNSET), synset);
    Files.writeString(folder.resolve(PROPERTIES), properties(description));
  }

  private static String synset(List<String> classNames) {
    for (String name : classNames) {
      if (!ClassNames.isLine(name)) {
        throw new IllegalArgumentException(
            "Cannot write %s: a class must have a name of one line, found '%s'"
                .formatted(SYNSET, name));
      }
    }
    return classNames.stream().map(name -> name + "\n").collect(Collectors.joining());
  }

  private static String properties(HeadDescription description) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("engine", "PyTorch");
    properties.put("option.modelName", NETWORK.substring(0, NETWORK.lastIndexOf('.')));
    // written on the CPU, loaded wherever DJL is told to
    properties.put("option.mapLocation", "true");
    properties.putAll(
        Preprocessing.of(description.imageSize(), Normalisation.parse(description.normalisation()))
            .arguments());
    String head = "# %d classes; see synset.txt\n".formatted(description.classNames().size());
    return properties.entrySet().stream()
        .map(property -> property.getKey() + "=" + property.getValue() + "\n")
        .collect(Collectors.joining("", head, ""));
  }

  /** The lines of a file of class names as DJL reads them. */
  static List<String> classNames(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    List<String> lines = List.of(text.split("\r\n|" + ClassNames.LINE_END.pattern(), -1));
    return text.isEmpty()
        ? List.of()
        : lines.get(lines.size() - 1).isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
  }
}
