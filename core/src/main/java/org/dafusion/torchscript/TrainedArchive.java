package org.dafusion.torchscript;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.ZipOutputStream;

/**
 * Packs a {@link ScriptModule} with its weights, as the archive that {@code torch.jit.save} would
 * write of it: whatever loads TorchScript (libtorch, Python, DJL) loads it, and needs nothing else.
 *
 * <p>Weights are parameters and buffers of nested modules under their keys, so {@code state_dict()}
 * lists them by the names that they have in the original network, and {@code to(device)} moves
 * them. They are 32-bit floats in row-major order. The same weights give the same bytes.
 */
public final class TrainedArchive {
  private TrainedArchive() {}

  /**
   * Writes the archive; one weight at a time is in memory.
   *
   * @param module one that records nothing; each parameter by its preferred key
   * @param values of a parameter, outermost dimension first
   * @param out stays the caller's to close
   */
  public static void write(
      ScriptModule module, Function<ScriptParameter, float[]> values, OutputStream out)
      throws IOException {
    if (module.tapped()) {
      throw new IllegalArgumentException(
          "Invalid module " + module.name() + ": must record nothing, found taps");
    }
    ModuleTree tree = ModuleTree.of(module);
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    ScriptArchive.put(zip, "data.pkl", tree.pickle());
    ScriptArchive.put(zip, "code/__torch__.py", ScriptArchive.ascii(tree.code()));
    List<ScriptParameter> parameters = new ArrayList<>(module.parameters());
    for (int i = 0; i < parameters.size(); i++) {
      ScriptParameter parameter = parameters.get(i);
      ScriptArchive.put(zip, "data/" + i, bytes(parameter, values.apply(parameter)));
    }
    ScriptArchive.put(zip, "constants.pkl", Pickle.emptyTuple());
    ScriptArchive.put(zip, "version", ScriptArchive.ascii("3\n"));
    zip.finish();
  }

  private static byte[] bytes(ScriptParameter parameter, float[] values) {
    long wanted = parameter.shape().stream().reduce(1L, Math::multiplyExact);
    if (values.length != wanted) {
      throw new IllegalArgumentException(
          "Invalid weight %s: must have %d values for the shape %s, found %d"
              .formatted(parameter.key(), wanted, parameter.shape(), values.length));
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
