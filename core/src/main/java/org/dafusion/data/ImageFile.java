package org.dafusion.data;

import java.io.Serializable;
import java.util.Objects;

/**
 * A labelled image file that has not been read yet. Begin with {@link #of}.
 *
 * @param id unique and stable within its dataset; for a folder the path below its root
 * @param uri where the bytes are: a path or URL
 * @param label index of the class in {@link ImageDataset#classNames}, from 0
 * @param className name of that class
 * @param part the part it belongs to
 * @param mask where its object is: the text of an {@link ObjectMask}, such as a path or URL; null
 *     where it has none
 * @param cut which part of the file's picture is the image, in words of its own; null for all of it
 * @param caption what it shows, in words; null where nobody said
 * @param cluster name of the group that it was taken in, such as a place, whose images resemble
 *     each other; null where the dataset knows none
 */
public record ImageFile(
    String id,
    String uri,
    int label,
    String className,
    Part part,
    String mask,
    String cut,
    String caption,
    String cluster)
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

  /** A whole file of which no more is known. */
  public static ImageFile of(String id, String uri, int label, String className, Part part) {
    return new ImageFile(id, uri, label, className, part, null, null, null, null);
  }

  /** The same file in another part. */
  public ImageFile in(Part other) {
    return new ImageFile(id, uri, label, className, other, mask, cut, caption, cluster);
  }

  /** The same file with another label of its class. */
  public ImageFile labelled(int other) {
    return new ImageFile(id, uri, other, className, part, mask, cut, caption, cluster);
  }

  /** The same file with another name of its class. */
  public ImageFile ofClass(String other) {
    return new ImageFile(id, uri, label, other, part, mask, cut, caption, cluster);
  }

  /** The same file with another mask, or with none where it is null. */
  public ImageFile masked(String other) {
    return new ImageFile(id, uri, label, className, part, other, cut, caption, cluster);
  }

  /** The same file with another cut, or with none where it is null. */
  public ImageFile cut(String other) {
    return new ImageFile(id, uri, label, className, part, mask, other, caption, cluster);
  }

  /** The same file with another caption, or with none where it is null. */
  public ImageFile captioned(String other) {
    return new ImageFile(id, uri, label, className, part, mask, cut, other, cluster);
  }

  /** The same file in another cluster, or in none where it is null. */
  public ImageFile inCluster(String other) {
    return new ImageFile(id, uri, label, className, part, mask, cut, caption, other);
  }
}
