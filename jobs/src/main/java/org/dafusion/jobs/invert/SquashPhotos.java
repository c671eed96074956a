package org.dafusion.jobs.invert;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.inversion.ConceptViews;

/**
 * Photos to the size that tokens are learned at, before all photos of a class come together: those
 * of a camera would not fit into one row.
 */
final class SquashPhotos implements MapFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  /** What it makes: the photo's id and a PNG. */
  static final Encoder<Row> ENCODER =
      Encoders.row(
          new StructType().add("photo", DataTypes.StringType).add("png", DataTypes.BinaryType));

  private final int size;
  private final long maxPixels;

  SquashPhotos(int size, long maxPixels) {
    this.size = size;
    this.maxPixels = maxPixels;
  }

  @Override
  public Row call(Row photo) {
    try {
      Image image = new ImageDecoder(maxPixels).decode(photo.<byte[]>getAs("bytes"));
      return RowFactory.create(
          photo.getAs("photo"), ImageEncoder.png(ConceptViews.squashed(image, size)));
    } catch (UndecodableImageException e) {
      throw new IllegalStateException(
          "A photo that was decoded before must be readable: " + photo.getAs("photo"), e);
    }
  }
}
