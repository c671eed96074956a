package org.dafusion.jobs.export;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.image.LocationTags;
import org.dafusion.jobs.dataset.HuggingFaceFeatures;
import org.dafusion.jobs.dataset.HuggingFaceFeatures.Feature;
import org.dafusion.jobs.dataset.HuggingFaceFeatures.Kind;
import org.dafusion.jobs.dataset.HuggingFaceParquet;
import org.dafusion.jobs.dataset.HuggingFaceParquet.EncodedImage;
import org.dafusion.jobs.stage.LocalFiles;
import org.dafusion.jobs.table.WholeFile;

/**
 * Writes a partition as one file of the dataset, row after row to the executor's own disk, and puts
 * it in place as a whole. A task that is done again writes the same bytes over the same file.
 */
final class WriteShard implements Function2<Integer, Iterator<Row>, Iterator<Shard>> {
  private static final long serialVersionUID = 1;

  private final String folder;
  private final String split;
  private final int shards;
  private final HuggingFaceFeatures features;
  private final ExportSettings settings;
  private final Broadcast<SerializableConfiguration> hadoop;

  WriteShard(
      String folder,
      String split,
      int shards,
      HuggingFaceFeatures features,
      ExportSettings settings,
      Broadcast<SerializableConfiguration> hadoop) {
    this.folder = folder;
    this.split = split;
    this.shards = shards;
    this.features = features;
    this.settings = settings;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Shard> call(Integer number, Iterator<Row> rows) throws IOException {
    String name = HuggingFaceParquet.shardName(split, number, shards);
    // a folder, because Hadoop lays a file of checksums beside the one that it writes
    java.nio.file.Path temporary = Files.createTempDirectory("dafusion-export");
    try {
      java.nio.file.Path local = temporary.resolve("shard.parquet");
      HuggingFaceParquet writer = new HuggingFaceParquet(local, features, settings.rowGroupBytes());
      try (writer) {
        while (rows.hasNext()) {
          writer.add(values(rows.next()));
        }
      }
      WholeFile.store(new Path(folder, name), local, hadoop.value().value());
      return List.of(new Shard(name, split, writer.rows(), writer.bytes(), Files.size(local)))
          .iterator();
    } finally {
      LocalFiles.delete(temporary);
    }
  }

  private List<Object> values(Row row) {
    List<Object> values = new ArrayList<>();
    for (Feature feature : features.features()) {
      Object value = row.getAs(feature.name());
      values.add(feature.kind() == Kind.IMAGE ? image((Row) value, row) : value);
    }
    return values;
  }

  private EncodedImage image(Row struct, Row row) {
    byte[] bytes = struct.getAs("bytes");
    boolean kept = settings.location() || row.<Boolean>getAs("synthetic");
    return new EncodedImage(kept ? bytes : LocationTags.removed(bytes), struct.getAs("path"));
  }
}
