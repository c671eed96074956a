package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
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
import org.dafusion.jobs.table.Status;

/**
 * Reads chosen images of a table and makes them small where they are, so that the driver need not
 * hold them at full size, and no other image is read.
 */
public final class Thumbnails implements MapFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  private static final StructType WANTED =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("run", DataTypes.StringType)
          .add("line", DataTypes.IntegerType)
          .add("place", DataTypes.IntegerType)
          .add("caption", DataTypes.StringType);
  private static final Encoder<Row> ENCODER =
      Encoders.row(
          new StructType()
              .add("line", DataTypes.IntegerType)
              .add("place", DataTypes.IntegerType)
              .add("caption", DataTypes.StringType)
              .add("png", DataTypes.BinaryType));

  // An image was within the limit of its day when it came into the table.
  private static final long ANY_SIZE = Integer.MAX_VALUE / Image.CHANNELS;

  private final int side;

  private Thumbnails(int side) {
    this.side = side;
  }

  /** The rows of a table of images that hold one. */
  public static Dataset<Row> withImage(Dataset<Row> rows) {
    return rows.where(col("status").equalTo(Status.OK.text()).and(col("image").isNotNull()));
  }

  /** An image that is wanted, at a place of a line. */
  public static Row want(String id, String run, int line, int place, String caption) {
    return RowFactory.create(id, run, line, place, caption);
  }

  /**
   * The wanted images as PNG, with line, place and caption; one that cannot be read is a black dot
   * with the caption "unreadable".
   *
   * @param images rows of a table of images that hold one
   * @param wanted from {@link #want}
   * @param side the longer side of what is made, in pixels
   */
  public static List<Row> of(Dataset<Row> images, List<Row> wanted, int side) {
    return images
        .select("id", "run", "image")
        .join(
            broadcast(images.sparkSession().createDataFrame(wanted, WANTED)),
            new String[] {"id", "run"})
        .select("line", "place", "caption", "image")
        .map(new Thumbnails(side), ENCODER)
        .collectAsList();
  }

  /** The picture of a row of {@link #of}. */
  public static Image image(Row thumbnail) {
    try {
      return new ImageDecoder(ANY_SIZE).decode(thumbnail.getAs("png"));
    } catch (UndecodableImageException e) {
      throw new IllegalStateException("A thumbnail must be readable", e);
    }
  }

  @Override
  public Row call(Row row) {
    Row image = row.getAs("image");
    String caption = row.getAs("caption");
    byte[] png;
    try {
      png = ImageEncoder.png(small(new ImageDecoder(ANY_SIZE).decode(image.getAs("bytes"))));
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
