package org.dafusion.jobs.augment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.dafusion.data.ImageFile;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.stage.PlacedRows;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;

/** The real images of a draw, and which pictures of them are wanted. */
final class DrawnSources implements AutoCloseable {
  private final SparkSession spark;
  private final List<ImageFile> images;
  private final int repeats;
  private final Dataset<Row> photos;

  /**
   * The sources; their bytes are kept from the first use to the last.
   *
   * @param examplesRun that they are rows of
   * @param repeats pictures that are wanted of each
   */
  DrawnSources(
      SparkSession spark,
      Workspace place,
      String examplesRun,
      List<ImageFile> images,
      int repeats) {
    this.spark = spark;
    this.images = List.copyOf(images);
    this.repeats = repeats;
    this.photos =
        SelectedExamples.only(ExamplesTable.in(place).read(examplesRun), "id", ids())
            .withColumnRenamed("id", "source_id")
            .select("source_id", "label", "class", "image", "mask")
            .cache();
  }

  private List<String> ids() {
    return images.stream().map(ImageFile::id).toList();
  }

  /** Ids of all pictures that are wanted of a method. */
  Set<String> pictureIds() {
    return images.stream()
        .flatMap(
            image ->
                IntStream.range(0, repeats)
                    .mapToObj(repeat -> SyntheticTable.id(image.id(), repeat)))
        .collect(Collectors.toSet());
  }

  /** Those rows of a run, and of the runs that continue it, that are wanted here. */
  Dataset<Row> rows(RunTable table, String run) {
    return SelectedExamples.only(table.readContinued(run), "source_id", ids())
        .where(functions.col("repeat").lt(repeats));
  }

  /** The pictures that are wanted and that neither a run nor one that continues it has. */
  List<MissingPictures> missing(RunTable table, String run) {
    Set<String> there = new HashSet<>();
    // the run has the pictures of other draws too
    rows(table, run).select("id").collectAsList().forEach(row -> there.add(row.getString(0)));
    List<MissingPictures> missing = new ArrayList<>();
    for (ImageFile image : images) {
      List<Integer> lacking =
          IntStream.range(0, repeats)
              .filter(repeat -> !there.contains(SyntheticTable.id(image.id(), repeat)))
              .boxed()
              .toList();
      if (!lacking.isEmpty()) {
        missing.add(new MissingPictures(image.id(), image.className(), lacking));
      }
    }
    return missing;
  }

  /**
   * Brings each source's bytes to its repeats; all repeats of a source stay in one partition.
   *
   * @param byClass whether a partition may hold sources of one class only
   */
  Dataset<Row> placed(List<MissingPictures> part, int partitions, boolean byClass) {
    List<Row> plan = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (MissingPictures source : part) {
      places.add(plan.size() % partitions);
      plan.add(
          RowFactory.create(
              plan.size(), source.sourceId(), source.repeats().toArray(Integer[]::new)));
    }
    Dataset<Row> bySource =
        photos.join(
            functions.broadcast(spark.createDataFrame(plan, MakePictures.PLAN)), "source_id");
    return byClass ? ClassPartitions.of(bySource, partitions) : PlacedRows.of(bySource, places);
  }

  @Override
  public void close() {
    photos.unpersist();
  }
}
