package org.dafusion.jobs.stage;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.report.ContactSheet;
import org.dafusion.report.ContactSheet.Tile;

/**
 * {@code <workspace>/previews/<run>.png}: what the first words of a run make, a line for each.
 *
 * @param erased weights that the words were learned on
 * @param settings how the pictures are made
 * @param maxPixels of a photo
 */
record WordPreview(
    Workspace workspace, WordsRun run, ErasedUnets erased, EditSettings settings, long maxPixels) {
  private static final int TILE = 128;

  /**
   * Makes the sheet, unless it is there.
   *
   * @param words those to show, in order
   * @return its place
   */
  Path write(
      SparkSession spark,
      List<PlannedWord> words,
      LearnedTokens tokens,
      Broadcast<SerializableConfiguration> hadoop) {
    Path file = workspace.path("previews/" + run.id() + ".png");
    try {
      FileSystem files = file.getFileSystem(workspace.hadoop());
      if (!files.exists(file)) {
        byte[] png = ImageEncoder.png(sheet(tiles(spark, words, tokens, hadoop)));
        try (OutputStream out = files.create(file, true)) {
          out.write(png);
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + " because " + e.getMessage(), e);
    }
  }

  private List<Row> tiles(
      SparkSession spark,
      List<PlannedWord> words,
      LearnedTokens tokens,
      Broadcast<SerializableConfiguration> hadoop) {
    List<Row> wanted = new ArrayList<>();
    for (int line = 0; line < words.size(); line++) {
      PlannedWord word = words.get(line);
      wanted.add(
          RowFactory.create(line, word.className(), word.placeholder(), word.images().get(0)));
    }
    Dataset<Row> photos =
        ExamplesTable.in(workspace)
            .read(run.examples())
            .select(functions.col("id").as("photo"), functions.col("image.bytes").as("bytes"));
    int slots = Math.max(1, spark.sparkContext().defaultParallelism());
    Dataset<Row> withPhotos =
        spark.createDataFrame(wanted, PreviewWords.WORDS).join(photos, "photo");
    int partitions = Math.min(slots, words.size());
    Dataset<Row> shared =
        erased.byClass()
            ? ClassPartitions.of(
                withPhotos.withColumn("source_id", functions.col("photo")), partitions)
            : withPhotos.repartition(partitions);
    return shared
        .mapPartitions(
            new PreviewWords(run, erased, tokens, settings, maxPixels, hadoop),
            PreviewWords.ENCODER)
        .orderBy("line", "place")
        .collectAsList();
  }

  private static Image sheet(List<Row> tiles) {
    return ContactSheet.of(
        tiles.stream()
            .map(row -> new Tile(decoded(row.getAs("png")), row.getAs("caption")))
            .toList(),
        PreviewWords.TILES,
        TILE);
  }

  private static Image decoded(byte[] png) {
    try {
      return new ImageDecoder(Integer.MAX_VALUE / Image.CHANNELS).decode(png);
    } catch (UndecodableImageException e) {
      throw new IllegalStateException("A picture that was just made must be readable", e);
    }
  }
}
