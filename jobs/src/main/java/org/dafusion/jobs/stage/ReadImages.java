package org.dafusion.jobs.stage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.Status;

/** Rows that name files to rows that hold images; a file that is no image becomes a refused row. */
final class ReadImages implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  /** The rows that it takes. */
  static final StructType FILES =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("uri", DataTypes.StringType)
          .add("label", DataTypes.LongType)
          .add("class", DataTypes.StringType)
          .add("part", DataTypes.StringType);

  private final String run;
  private final String dataset;
  private final long maxPixels;
  private final Broadcast<SerializableConfiguration> hadoop;

  ReadImages(
      String run, String dataset, long maxPixels, Broadcast<SerializableConfiguration> hadoop) {
    this.run = run;
    this.dataset = dataset;
    this.maxPixels = maxPixels;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> files) {
    ImageDecoder decoder = new ImageDecoder(maxPixels);
    return new MappedRows(files, file -> ExamplesTable.toRow(example(file, decoder)));
  }

  private ExampleRow example(Row file, ImageDecoder decoder) {
    String uri = file.getAs("uri");
    try {
      byte[] bytes = StoredFile.read(uri, hadoop.value().value());
      Image image = decoder.decode(bytes);
      return row(file, bytes, image.width(), image.height(), Status.OK, null);
    } catch (UndecodableImageException | FileNotFoundException e) {
      return row(file, null, null, null, Status.REFUSED, e.getMessage());
    } catch (IOException e) {
      // not the image's fault: let Spark try the task again
      throw new UncheckedIOException("Cannot read " + uri + " because " + e.getMessage(), e);
    }
  }

  private ExampleRow row(
      Row file, byte[] bytes, Integer width, Integer height, Status status, String reason) {
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
        file.getAs("uri"),
        status,
        reason);
  }
}
