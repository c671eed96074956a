package org.dafusion.jobs.stage;

import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.image.UndecodableImageException;

/** Makes images small where they are, so that the driver need not hold them at full size. */
final class Thumbnails implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  /** What it returns; it takes the same with the {@code image} of a table in place of the PNG. */
  static final Encoder<Row> ENCODER =
      Encoders.row(
          new StructType()
              .add("line", DataTypes.IntegerType)
              .add("place", DataTypes.IntegerType)
              .add("caption", DataTypes.StringType)
              .add("png", DataTypes.BinaryType));

  // An image was within the limit of its day when it came into the table.
  private static final long ANY_SIZE = Integer.MAX_VALUE / Image.CHANNELS;

  private final int side;

  /**
   * The function.
   *
   * @param side the longer side of what it makes, in pixels
   */
  Thumbnails(int side) {
    this.side = side;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    ImageDecoder decoder = new ImageDecoder(ANY_SIZE);
    return new MappedRows(rows, row -> thumbnail(row, decoder));
  }

  private Row thumbnail(Row row, ImageDecoder decoder) {
    Row image = row.getAs("image");
    String caption = row.getAs("caption");
    byte[] png;
    try {
      png = ImageEncoder.png(small(decoder.decode(image.getAs("bytes"))));
    } catch (UndecodableImageException e) {
      png = ImageEncoder.png(new Image(1, 1, new byte[Image.CHANNELS]));
      caption = "unreadable";
    }
    return RowFactory.create(row.getAs("line"), row.getAs("place"), caption, png);
  }

  private Image small(Image image) {
    double scale = Math.min(1, (double) side / Math.max(image.width(), image.height()));
    int width = Math.max(1, (int) Math.round(image.width() * scale));
    int height = Math.max(1, (int) Math.round(image.height() * scale));
    return Resize.to(image, width, height, Resample.BICUBIC);
  }
}
