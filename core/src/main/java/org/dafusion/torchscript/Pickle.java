package org.dafusion.torchscript;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The few pickles (protocol 2) that an archive needs.
 *
 * <p>Opcodes are those of Python's {@code pickletools}.
 */
final class Pickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Pickle() {
    out.write(0x80); // PROTO
    out.write(2);
  }

  /** {@code ()}. */
  static byte[] emptyTuple() {
    Pickle pickle = new Pickle();
    pickle.out.write(')');
    return pickle.end();
  }

  /** An object of a scripted class whose lists of tensors are empty. */
  static byte[] module(String pythonModule, String className, boolean tapped) {
    Pickle pickle = new Pickle();
    pickle.beginObject(pythonModule, className);
    pickle.emptyTensorList("weights");
    if (tapped) {
      pickle.emptyTensorList("taps");
    }
    pickle.endObject();
    return pickle.end();
  }

  /** An object of a scripted class; its attributes follow, each a name and a value. */
  void beginObject(String pythonModule, String className) {
    global(pythonModule, className);
    out.write(')'); // EMPTY_TUPLE
    out.write(0x81); // NEWOBJ
    out.write('}'); // EMPTY_DICT
    out.write('('); // MARK
  }

  /** After the last attribute of an object. */
  void endObject() {
    out.write('u'); // SETITEMS
    out.write('b'); // BUILD
  }

  /** {@code False}. */
  void no() {
    out.write(0x89); // NEWFALSE
  }

  /**
   * A tensor of 32-bit floats in row-major order, whose values are the archive's record {@code
   * data/STORAGE}; no gradient is wanted. As {@code torch._utils._rebuild_tensor_v2} takes it.
   */
  void tensor(int storage, List<Long> shape) {
    long count = shape.stream().reduce(1L, Math::multiplyExact);
    global("torch._utils", "_rebuild_tensor_v2");
    out.write('('); // MARK
    out.write('('); // MARK
    unicode("storage");
    global("torch", "FloatStorage");
    unicode(Integer.toString(storage));
    unicode("cpu");
    integer(count);
    out.write('t'); // TUPLE
    out.write('Q'); // BINPERSID
    integer(0);
    integers(shape);
    integers(strides(shape));
    no();
    global("collections", "OrderedDict");
    out.write(')'); // EMPTY_TUPLE
    out.write('R'); // REDUCE
    out.write('t'); // TUPLE
    out.write('R'); // REDUCE
  }

  private static List<Long> strides(List<Long> shape) {
    Long[] strides = new Long[shape.size()];
    long stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape.get(i);
    }
    return List.of(strides);
  }

  private void integers(List<Long> values) {
    out.write('('); // MARK
    values.forEach(this::integer);
    out.write('t'); // TUPLE
  }

  private void integer(long value) {
    int narrow = Math.toIntExact(value);
    out.write('J'); // BININT, little-endian
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(narrow >>> shift);
    }
  }

  private void emptyTensorList(String attribute) {
    unicode(attribute);
    global("torch.jit._pickle", "build_tensorlist");
    out.write(']'); // EMPTY_LIST
    out.write(0x85); // TUPLE1
    out.write('R'); // REDUCE
  }

  private void global(String pythonModule, String name) {
    text("c" + pythonModule + "\n" + name + "\n");
  }

  void unicode(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    out.write('X'); // BINUNICODE, length little-endian
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(utf8.length >>> shift);
    }
    out.writeBytes(utf8);
  }

  private void text(String value) {
    out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  byte[] end() {
    out.write('.'); // STOP
    return out.toByteArray();
  }
}
