package org.dafusion.jobs.invert;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.pictures.InvertRun;
import org.dafusion.jobs.stage.PlacedRows;
import org.dafusion.jobs.stage.TaskSlots;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.report.ContactSheet;
import org.dafusion.report.ContactSheet.Tile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code <workspace>/previews/<run>.png}: what the first tokens of a run make, a line for each.
 *
 * @param erased weights that the tokens were learned on
 * @param augment how pictures are made
 * @param maxPixels of a photo
 */
record TokenPreview(
    Workspace workspace,
    InvertRun run,
    ErasedUnets erased,
    AugmentSettings augment,
    long maxPixels) {
  private static final Logger LOG = LoggerFactory.getLogger(TokenPreview.class);
  private static final int TILE = 128;

  /**
   * Makes the sheet, unless it is there. A preview that cannot be made harms nothing but itself.
   *
   * @param shown those to show, in order
   * @return what to tell people
   */
  String line(
      SparkSession spark,
      List<PlannedToken> shown,
      LearnedTokens tokens,
      Broadcast<SerializableConfiguration> hadoop) {
    Path file = workspace.path("previews/" + run.id() + "-" + shown.size() + ".png");
    try {
      if (!file.getFileSystem(workspace.hadoop()).exists(file)) {
        write(file, ImageEncoder.png(sheet(tiles(spark, shown, tokens, hadoop))));
      }
      return "invert: preview " + file;
    } catch (IOException | RuntimeException e) {
      LOG.warn("No preview of {}", run.id(), e);
      return "invert: no preview, because "
          + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }

  private void write(Path file, byte[] png) throws IOException {
    java.nio.file.Path local = Files.createTempFile("dafusion-preview", ".png");
    try {
      Files.write(local, png);
      WholeFile.store(file, local, workspace.hadoop());
    } finally {
      Files.deleteIfExists(local);
    }
  }

  /** As pictures will be made, at the size at which the tokens were learned. */
  private EditSettings settings() {
    EditSettings edit = augment.editSettings();
    int size = run.invert().inversion().size();
    return new EditSettings(
        edit.scheduler(), edit.steps(), edit.batch(), size, size, edit.maskBlend());
  }

  private List<Row> tiles(
      SparkSession spark,
      List<PlannedToken> shown,
      LearnedTokens tokens,
      Broadcast<SerializableConfiguration> hadoop) {
    List<Row> wanted = new ArrayList<>();
    for (int line = 0; line < shown.size(); line++) {
      PlannedToken token = shown.get(line);
      wanted.add(
          RowFactory.create(line, token.className(), token.placeholder(), token.images().get(0)));
    }
    Dataset<Row> photos =
        ExamplesTable.in(workspace)
            .read(run.examples())
            .select(functions.col("id").as("photo"), functions.col("image.bytes").as("bytes"));
    Dataset<Row> withPhotos =
        spark.createDataFrame(wanted, MakePreviews.CONCEPTS).join(photos, "photo");
    return PlacedRows.of(
            withPhotos.withColumn("index", functions.col("line")), partitions(spark, shown))
        .mapPartitions(
            new MakePreviews(run, erased, tokens, settings(), maxPixels, hadoop),
            MakePreviews.ENCODER)
        .orderBy("line", "place")
        .collectAsList();
  }

  /** Spread over the devices; where weights belong to a class, a partition for each class. */
  private List<Integer> partitions(SparkSession spark, List<PlannedToken> shown) {
    List<String> classNames = shown.stream().map(PlannedToken::className).distinct().toList();
    int slots = TaskSlots.of(spark);
    List<Integer> partitions = new ArrayList<>();
    for (int line = 0; line < shown.size(); line++) {
      partitions.add(
          erased.byClass() ? classNames.indexOf(shown.get(line).className()) : line % slots);
    }
    return partitions;
  }

  private static Image sheet(List<Row> tiles) {
    return ContactSheet.of(
        tiles.stream()
            .map(row -> new Tile(decoded(row.getAs("png")), row.getAs("caption")))
            .toList(),
        MakePreviews.TILES,
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
