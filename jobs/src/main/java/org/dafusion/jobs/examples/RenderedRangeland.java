package org.dafusion.jobs.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.dafusion.data.CaptionFile;
import org.dafusion.data.Part;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.stage.PictureCounter;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.table.RunId;
import org.dafusion.jobs.table.Sha256;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.RangelandTile;

/**
 * A dataset of rendered rangeland in a workspace: {@code rendered/<digest>/rangeland-<task>}, in
 * the layout of an image folder with captions or of Hugging Face's Parquet files. It is rendered
 * once; the card {@code README.md} is written last and tells that all is there.
 */
record RenderedRangeland(RangelandSettings settings) {
  private static final String CARD = "README.md";

  /** The dataset's folder; renders what is not there. */
  String folder(SparkSession spark, Workspace workspace, Progress progress) {
    Path folder = workspace.path("rendered/%s/rangeland-%s".formatted(digest(), settings.task()));
    Path card = new Path(folder, CARD);
    try {
      if (!card.getFileSystem(workspace.hadoop()).exists(card)) {
        keepCaptions(render(spark, workspace, folder, progress), workspace, folder);
        WholeFile.write(card, card().getBytes(StandardCharsets.UTF_8), workspace.hadoop());
      }
      return folder.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot render " + folder + " because " + e.getMessage(), e);
    }
  }

  /** Of the settings, and of what the renderer makes of them, so that another one begins anew. */
  private String digest() {
    Map<String, Object> shaping = new LinkedHashMap<>(settings.settings());
    for (Cover cover : settings.covers()) {
      RangelandTile sample = RangelandTile.draw(cover, settings.seed(), settings.size());
      shaping.put(
          cover.className(),
          List.of(Sha256.of(ImageEncoder.png(sample.image())), sample.caption()));
    }
    return RunId.of(DatasetSettings.RANGELAND, shaping);
  }

  private Map<Part, Map<String, String>> render(
      SparkSession spark, Workspace workspace, Path folder, Progress progress) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<RangelandShard> shards = RangelandShard.of(settings);
    long tiles = RangelandShard.tiles(settings);
    progress.say("prepare: rendering %d tiles of rangeland (no photographs)".formatted(tiles));
    Map<Part, Map<String, String>> captions = new EnumMap<>(Part.class);
    try (PictureCounter counter = new PictureCounter(spark, progress, "prepare", tiles)) {
      RenderShard render =
          new RenderShard(folder.toString(), workspace.hadoopForTasks(), counter.pictures());
      List<Map<String, String>> byShard =
          context.parallelize(shards, shards.size()).map(render).collect();
      for (int i = 0; i < shards.size(); i++) {
        captions
            .computeIfAbsent(shards.get(i).part(), part -> new LinkedHashMap<>())
            .putAll(byShard.get(i));
      }
    }
    return captions;
  }

  private static void keepCaptions(
      Map<Part, Map<String, String>> captions, Workspace workspace, Path folder)
      throws IOException {
    for (Part part : captions.keySet()) {
      if (!captions.get(part).isEmpty()) {
        Path file = new Path(new Path(folder, part.folderName()), CaptionFile.NAME);
        WholeFile.write(file, CaptionFile.write(captions.get(part)), workspace.hadoop());
      }
    }
  }

  private String card() {
    return """
        ---
        pretty_name: Rendered rangeland, %s
        task_categories:
        - image-classification
        tags:
        - synthetic
        ---
        # Rendered rangeland, %s

        These pictures are rendered, not photographed: a program drew them to stand in for aerial \
        photographs of semi-natural land. Nothing measured on them says how a method does on \
        photographs.

        Classes: %s. %d pictures of each for training and %d for validation, %d x %d pixels, seed %d.
        """
        .formatted(
            settings.task(),
            settings.task(),
            String.join(", ", settings.classNames()),
            settings.trainPerClass(),
            settings.validationPerClass(),
            settings.size(),
            settings.size(),
            settings.seed());
  }
}
