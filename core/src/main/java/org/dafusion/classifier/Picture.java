package org.dafusion.classifier;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.dafusion.data.Example;
import org.dafusion.data.Origin;

/**
 * An example by its content, so that whoever has the same picture can share what became of it.
 *
 * @param example the example, its picture encoded
 * @param digest SHA-256 of the encoded picture in hex digits
 */
record Picture(Example example, String digest) {
  static Picture of(Example example) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(example.image());
      return new Picture(example, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must offer SHA-256", e);
    }
  }

  /** All of them by id, whatever the order they came in. */
  static List<Picture> sorted(Collection<Example> examples) {
    return examples.stream().sorted(Comparator.comparing(Example::id)).map(Picture::of).toList();
  }

  String id() {
    return example.id();
  }

  int label() {
    return example.label();
  }

  /** Id of the example that it was made from; null of a real one. */
  String sourceId() {
    return example.origin() instanceof Origin.Synthetic synthetic ? synthetic.sourceId() : null;
  }
}
