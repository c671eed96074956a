package org.dafusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.nio.file.Path;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsType;

/** One recorded case of the reference: tensors by name, scalars beside them. */
public final class GoldenCase implements AutoCloseable {
  private final String name;
  private final SafetensorsReader reader;
  private final Config scalars;

  private GoldenCase(String name, Path folder) {
    this.name = name;
    String file = name.substring(name.lastIndexOf('/') + 1);
    reader = SafetensorsReader.open(folder.resolve(file + ".safetensors"));
    // Python writes -Infinity, which JSON has no word for and HOCON takes as text
    scalars =
        ConfigFactory.parseFile(
            folder.resolve(file + ".json").toFile(),
            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF));
  }

  /** A case of the full set, such as {@code "sd/unet_grad"}; skips the test where it is absent. */
  public static GoldenCase full(String name) {
    return new GoldenCase(name, GoldenData.full(name + ".safetensors").getParent());
  }

  /** A case that ships with the project. */
  public static GoldenCase shipped(String name) {
    return new GoldenCase(name, GoldenData.shipped(name + ".safetensors").getParent());
  }

  public Config scalars() {
    return scalars;
  }

  public boolean has(String tensor) {
    return reader.tensors().containsKey(tensor);
  }

  public float[] floats(String tensor) {
    return reader.floats(tensor);
  }

  public long[] shape(String tensor) {
    return reader.tensors().get(tensor).dimensions();
  }

  public SafetensorsReader reader() {
    return reader;
  }

  /** The tensor as an array; integers stay 64-bit integers. */
  public NDArray tensor(NDManager manager, String tensor) {
    Shape shape = new Shape(shape(tensor));
    return reader.tensors().get(tensor).type() == SafetensorsType.F32
        ? manager.create(reader.floats(tensor), shape)
        : manager.create(reader.longs(tensor), shape);
  }

  /** Asserts that an array has the recorded shape and values; notes the largest difference. */
  public void assertClose(String tensor, NDArray actual, double tolerance) {
    assertThat(actual.getShape().getShape()).as(name + " " + tensor).isEqualTo(shape(tensor));
    assertClose(tensor, actual.toFloatArray(), tolerance);
  }

  /** Asserts that values are the recorded ones; notes the largest difference. */
  public void assertClose(String tensor, float[] actual, double tolerance) {
    double error = Parity.largestDifference(actual, floats(tensor));
    Parity.note(name, error, tolerance);
    assertThat(error)
        .as("largest difference of %s %s", name, tensor)
        .isLessThanOrEqualTo(tolerance);
  }

  @Override
  public void close() {
    reader.close();
  }
}
