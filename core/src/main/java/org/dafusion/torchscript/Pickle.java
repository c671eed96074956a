package org.dafusion.torchscript;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The few pickles (protocol 2) that an archive without weights needs.
 *
 * <p>Opcodes are those of Python's {@code pickletools}.
 */
final class Pickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Pickle() {
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
    pickle.global(pythonModule, className);
    pickle.out.write(')'); // EMPTY_TUPLE
    pickle.out.write(0x81); // NEWOBJ
    pickle.out.write('}'); // EMPTY_DICT
    pickle.out.write('('); // MARK
    pickle.emptyTensorList("weights");
    if (tapped) {
      pickle.emptyTensorList("taps");
    }
    pickle.out.write('u'); // SETITEMS
    pickle.out.write('b'); // BUILD
    return pickle.end();
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

  private void unicode(String value) {
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

  private byte[] end() {
    out.write('.'); // STOP
    return out.toByteArray();
  }
}
