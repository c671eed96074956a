package org.dafusion.jobs.examples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.data.Cut;
import org.dafusion.data.UncuttableImageException;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.LocationTags;
import org.dafusion.image.Mask;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.dataset.ListedImages;
import org.dafusion.jobs.stage.MappedRows;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.Status;

/**
 * Rows as {@link ListedImages#SCHEMA} to rows that hold images; what is no image becomes a refused
 * row.
 */
final class ReadImages implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  private final String run;
  private final String dataset;
  private final boolean location;
  private final LimitSettings limits;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * @param location whether images keep what their files tell of where they were taken
   */
  ReadImages(
      String run,
      String dataset,
      boolean location,
      LimitSettings limits,
      Broadcast<SerializableConfiguration> hadoop) {
    this.run = run;
    this.dataset = dataset;
    this.location = location;
    this.limits = limits;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> files) {
    ImageDecoder decoder = new ImageDecoder(limits.images());
    return new MappedRows(files, file -> ExamplesTable.toRow(example(file, decoder)));
  }

  private ExampleRow example(Row file, ImageDecoder decoder) {
    String uri = file.getAs("uri");
    try {
      byte[] bytes = ListedImages.bytes(file, limits.maxBytes(), hadoop.value().value());
      Image image = decoder.decode(bytes);
      Cut cut = cut(file);
      byte[] mask = mask(file.getAs("mask"), image, cut, decoder);
      if (cut != null) {
        image = cut.of(image);
        bytes = ImageEncoder.png(image);
      } else if (!location) {
        bytes = LocationTags.removed(bytes);
      }
      return row(file, bytes, mask, image.width(), image.height(), Status.OK, null);
    } catch (UndecodableImageException
        | UncuttableImageException
        | UnusableMaskException
        | FileNotFoundException e) {
      return row(file, null, null, null, null, Status.REFUSED, e.getMessage());
    } catch (IOException e) {
      // not the image's fault: let Spark try the task again
      throw new UncheckedIOException("Cannot read " + uri + " because " + e.getMessage(), e);
    }
  }

  private static Cut cut(Row file) {
    String text = file.getAs("cut");
    return text == null ? null : Cut.parse(text);
  }

  /** The mask in the one form that the table has, or null where there is none. */
  private byte[] mask(String text, Image image, Cut cut, ImageDecoder decoder)
      throws IOException, UnusableMaskException, UncuttableImageException {
    if (text == null) {
      return null;
    }
    Mask mask =
        new StoredMasks(decoder, limits.maxBytes(), hadoop.value().value()).read(text, image);
    if (cut != null) {
      mask = cut.of(mask);
    }
    if (mask.largest() < 128) {
      throw new UnusableMaskException(
          StoredMasks.inWords(text),
          "it marks no object: its largest value is %d, and an object has 128 to 255"
              .formatted(mask.largest()));
    }
    return ImageEncoder.png(mask.binary());
  }

  private ExampleRow row(
      Row file,
      byte[] bytes,
      byte[] mask,
      Integer width,
      Integer height,
      Status status,
      String reason) {
    return new ExampleRow(
        file.getAs("id"),
        run,
        dataset,
        file.getAs("part"),
        file.<Long>getAs("label"),
        file.getAs("class"),
        width,
        height,
        bytes,
        mask,
        mask == null ? null : StoredMasks.file(file.getAs("mask")),
        file.getAs("caption"),
        file.getAs("cluster"),
        file.getAs("uri"),
        status,
        reason);
  }
}
