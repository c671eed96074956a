package org.dafusion.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;

/**
 * A labelled image in its encoded form, real or synthetic.
 *
 * <p>Two examples are equal if their bytes are; a record would compare its array by identity.
 *
 * @param id unique within its table
 * @param label index of the class, from 0
 * @param className name of that class
 * @param image the bytes of a PNG or JPEG file; not copied, and not to be changed
 * @param origin the photo or the method it comes from
 */
public record Example(String id, int label, String className, byte[] image, Origin origin)
    implements Serializable {
  public Example {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(className, "className is null");
    Objects.requireNonNull(image, "image is null");
    Objects.requireNonNull(origin, "origin is null");
    if (label < 0) {
      throw new IllegalArgumentException(
          "Invalid label of " + id + ": must be at least 0, found " + label);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Example that
        && id.equals(that.id)
        && label == that.label
        && className.equals(that.className)
        && Arrays.equals(image, that.image)
        && origin.equals(that.origin);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, label, className, Arrays.hashCode(image), origin);
  }

  @Override
  public String toString() {
    return "Example[%s, label %d (%s), %d bytes, %s]"
        .formatted(id, label, className, image.length, origin);
  }
}
