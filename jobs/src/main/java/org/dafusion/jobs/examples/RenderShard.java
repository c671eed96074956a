package org.dafusion.jobs.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.dataset.DatasetFormat;
import org.dafusion.jobs.dataset.HuggingFaceParquet;
import org.dafusion.jobs.stage.LocalFiles;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.rangeland.RangelandTile;

/**
 * Renders a shard into the dataset's folder, over what is there; answers, in order, the captions
 * that its layout keeps elsewhere, by path in the part.
 */
final class RenderShard implements Function<RangelandShard, Map<String, String>> {
  private static final long serialVersionUID = 1;

  private final String folder;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final LongAccumulator pictures;

  RenderShard(
      String folder, Broadcast<SerializableConfiguration> hadoop, LongAccumulator pictures) {
    this.folder = folder;
    this.hadoop = hadoop;
    this.pictures = pictures;
  }

  @Override
  public Map<String, String> call(RangelandShard shard) throws IOException {
    return shard.settings().layout().equals(DatasetFormat.HUGGING_FACE.word())
        ? parquet(shard)
        : files(shard);
  }

  private Map<String, String> files(RangelandShard shard) throws IOException {
    Map<String, String> captions = new LinkedHashMap<>();
    for (RangelandShard.Plan plan : shard.plans()) {
      RangelandTile tile = plan.draw(shard.settings());
      Path file = new Path(folder, plan.path());
      try (OutputStream out = fileSystem(file).create(file, true)) {
        out.write(ImageEncoder.png(tile.image()));
      }
      captions.put(plan.pathInPart(), tile.caption());
      pictures.add(1);
    }
    return captions;
  }

  private Map<String, String> parquet(RangelandShard shard) throws IOException {
    List<String> classNames = shard.settings().classNames();
    String name =
        HuggingFaceParquet.shardName(shard.part().folderName(), shard.number(), shard.count());
    // a folder, because Hadoop lays a file of checksums beside the one that it writes
    java.nio.file.Path temporary = Files.createTempDirectory("dafusion-rangeland");
    try {
      java.nio.file.Path local = temporary.resolve("shard.parquet");
      try (HuggingFaceParquet writer = new HuggingFaceParquet(local, classNames)) {
        for (RangelandShard.Plan plan : shard.plans()) {
          RangelandTile tile = plan.draw(shard.settings());
          writer.add(ImageEncoder.png(tile.image()), plan.path(), plan.label(), tile.caption());
          pictures.add(1);
        }
      }
      WholeFile.store(new Path(folder, name), local, hadoop.value().value());
    } finally {
      LocalFiles.delete(temporary);
    }
    return Map.of();
  }

  /** Without the files of checksums that Hadoop lays beside each on a local disk. */
  private FileSystem fileSystem(Path file) throws IOException {
    FileSystem files = file.getFileSystem(hadoop.value().value());
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }
}
