package org.dafusion.jobs.classify;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.struct;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.ForeachFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.ImageSize;
import org.dafusion.image.TileGrid.Tile;
import org.dafusion.jobs.table.FileNames;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;

/**
 * Draws a map of each image, {@code <workspace>/maps/RUN} with the {@link FileNames#path} of each,
 * from the rows of a run. Tasks draw; the driver learns nothing of it.
 *
 * @param place the workspace
 * @param classNames by label
 */
record ClassMaps(Workspace place, List<String> classNames) {
  private static final String NAME = "maps";

  /** Draws them; answers what the colours mean. */
  List<String> draw(RunTable table, String run) {
    String folder = new Path(place.path(NAME), run).toString();
    Broadcast<SerializableConfiguration> hadoop = place.hadoopForTasks();
    Dataset<Row> byImage =
        table
            .read(run)
            .where(col("status").equalTo(Status.OK.text()))
            .groupBy("image_id")
            .agg(
                first("image_width").as("image_width"),
                first("image_height").as("image_height"),
                collect_list(struct("y", "x", "width", "height", "label")).as("tiles"));
    byImage.foreach((ForeachFunction<Row>) image -> write(image, folder, hadoop));
    List<String> lines = new ArrayList<>();
    lines.add("classify: a map of each image in " + folder);
    for (int label = 0; label < classNames.size(); label++) {
      lines.add("  %s %s".formatted(MapPicture.name(label), classNames.get(label)));
    }
    return lines;
  }

  private static void write(Row image, String folder, Broadcast<SerializableConfiguration> hadoop)
      throws IOException {
    ImageSize size = new ImageSize(image.getAs("image_width"), image.getAs("image_height"));
    MapPicture map = new MapPicture(size);
    List<Row> tiles = new ArrayList<>(image.getList(image.fieldIndex("tiles")));
    // where tiles overlap, the one further down lies on top, whatever the order of rows
    tiles.sort(
        (a, b) ->
            a.getInt(0) != b.getInt(0)
                ? Integer.compare(a.getInt(0), b.getInt(0))
                : Integer.compare(a.getInt(1), b.getInt(1)));
    for (Row tile : tiles) {
      map.fill(
          new Tile(0, 0, tile.getInt(1), tile.getInt(0), tile.getInt(2), tile.getInt(3)),
          (int) tile.getLong(4));
    }
    Path file = new Path(folder, FileNames.path(image.getAs("image_id")) + ".png");
    WholeFile.write(file, ImageEncoder.png(map.image()), hadoop.value().value());
  }
}
