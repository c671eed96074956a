package org.dafusion.data;

import java.io.Serializable;
import java.util.Objects;

/**
 * A labelled image file that has not been read yet.
 *
 * @param id unique and stable within its dataset; for a folder the path below its root
 * @param uri where the bytes are: a path or URL
 * @param label index of the class in {@link ImageDataset#classNames}, from 0
 * @param className name of that class
 * @param part the part it belongs to
 * @param mask where the mask of its object is: a path or URL; null where it has none
 * @param caption what it shows, in words; null where nobody said
 */
public record ImageFile(
    String id, String uri, int label, String className, Part part, String mask, String caption)
    implements Serializable {
  public ImageFile {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(uri, "uri is null");
    Objects.requireNonNull(className, "className is null");
    Objects.requireNonNull(part, "part is null");
    if (label < 0) {
      throw new IllegalArgumentException(
          "Invalid label of " + id + ": must be at least 0, found " + label);
    }
  }

  /** The same file in another part. */
  public ImageFile in(Part other) {
    return new ImageFile(id, uri, label, className, other, mask, caption);
  }

  /** The same file with another name of its class. */
  public ImageFile ofClass(String other) {
    return new ImageFile(id, uri, label, other, part, mask, caption);
  }

  /** The same file with another caption, or with none where it is null. */
  public ImageFile captioned(String other) {
    return new ImageFile(id, uri, label, className, part, mask, other);
  }
}
