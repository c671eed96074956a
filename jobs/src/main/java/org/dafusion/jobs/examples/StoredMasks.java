package org.dafusion.jobs.examples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.data.ObjectMask;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageSize;
import org.dafusion.image.InvalidMaskException;
import org.dafusion.image.Mask;
import org.dafusion.image.Polygons;
import org.dafusion.image.RunLengths;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.dataset.StoredFile;
import org.dafusion.jobs.table.Sha256;

/**
 * Reads the masks of listed images, wherever their datasets keep them; see {@link ObjectMask}.
 *
 * @param maxBytes of a file
 * @param hadoop how the file systems of masks in files are reached
 */
record StoredMasks(ImageDecoder decoder, long maxBytes, Configuration hadoop) {
  private static final int TEXT_SHOWN = 60;

  /**
   * The mask of a photo, of the photo's size.
   *
   * @param text of the mask
   * @throws UnusableMaskException if it is none, or of another size
   */
  Mask read(String text, Image photo) throws IOException, UnusableMaskException {
    try {
      ObjectMask mask = ObjectMask.parse(text);
      if (mask instanceof ObjectMask.OfPolygons of) {
        Polygons polygons = of.polygons();
        requireSize(text, new ImageSize(polygons.width(), polygons.height()), photo);
        return polygons.mask();
      }
      if (mask instanceof ObjectMask.OfRunLengths of) {
        RunLengths runs = of.runs();
        requireSize(text, new ImageSize(runs.width(), runs.height()), photo);
        return runs.mask();
      }
      Mask inFile = inFile(mask);
      requireSize(text, new ImageSize(inFile.width(), inFile.height()), photo);
      return inFile;
    } catch (InvalidMaskException | UndecodableImageException | FileNotFoundException e) {
      throw new UnusableMaskException(inWords(text), e.getMessage());
    }
  }

  /** What a mask adds to the name of a run: its content, and not its place. */
  static String identity(String text, long maxBytes, Configuration hadoop) throws IOException {
    try {
      ObjectMask mask = ObjectMask.parse(text);
      if (mask instanceof ObjectMask.InFile file) {
        return Sha256.of(StoredFile.readImage(file.uri(), maxBytes, hadoop));
      }
      if (mask instanceof ObjectMask.InPalette palette) {
        return "index %d of %s"
            .formatted(
                palette.index(), Sha256.of(StoredFile.readImage(palette.uri(), maxBytes, hadoop)));
      }
    } catch (InvalidMaskException | UndecodableImageException | FileNotFoundException e) {
      // its row will be refused; which mask it was is told by its text all the same
    }
    return "mask " + Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The file that a mask comes from; null where its text tells all of it. */
  static String file(String text) {
    try {
      ObjectMask mask = ObjectMask.parse(text);
      return mask instanceof ObjectMask.InFile file
          ? file.uri()
          : mask instanceof ObjectMask.InPalette palette ? palette.uri() : null;
    } catch (InvalidMaskException e) {
      return null;
    }
  }

  /** For people: which mask it is. */
  static String inWords(String text) {
    try {
      return ObjectMask.parse(text).toString();
    } catch (InvalidMaskException e) {
      return text.length() > TEXT_SHOWN ? text.substring(0, TEXT_SHOWN) + "…" : text;
    }
  }

  private Mask inFile(ObjectMask mask) throws IOException, UndecodableImageException {
    if (mask instanceof ObjectMask.InPalette palette) {
      return decoder
          .decodeIndices(StoredFile.readImage(palette.uri(), maxBytes, hadoop))
          .where(palette.index());
    }
    String uri = ((ObjectMask.InFile) mask).uri();
    return decoder.decodeMask(StoredFile.readImage(uri, maxBytes, hadoop));
  }

  /** Before annotations are drawn, so that none can ask for more memory than its photo has. */
  private static void requireSize(String text, ImageSize size, Image photo)
      throws UnusableMaskException {
    if (size.width() != photo.width() || size.height() != photo.height()) {
      throw new UnusableMaskException(
          inWords(text),
          "it has %s pixels, and the photo %d x %d".formatted(size, photo.width(), photo.height()));
    }
  }
}
