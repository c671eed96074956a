package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.SyntheticTable;

/**
 * Which synthetic pictures a report shows: of a benchmark those of one draw of images, else of each
 * method the run that was finished last; of each class the first sources, those that all methods
 * made something from before the others. Decided from the columns beside the pictures, so that no
 * picture is read for it.
 */
final class ShownPictures {
  private static final StructType SOURCE = new StructType().add("source_id", DataTypes.StringType);

  private final Dataset<Row> pictures;
  private final Map<String, RunManifest> runs;
  private final ShownDraw draw;
  private final List<String> absent;

  private ShownPictures(
      Dataset<Row> pictures, Map<String, RunManifest> runs, ShownDraw draw, List<String> absent) {
    this.pictures = pictures;
    this.runs = runs;
    this.draw = draw;
    this.absent = absent;
  }

  /**
   * Those of a workspace; null where no run of a method has come to its end.
   *
   * @param known what its trials learned from; null where that is not known
   */
  static ShownPictures of(WorkspaceTables tables, ShownDraw known) {
    Map<String, RunManifest> complete = byMethod(complete(tables));
    Map<String, RunManifest> runs =
        known != null && known.isOneOfSeveral() ? byMethod(known.runs()) : complete;
    boolean learnedFrom = known != null && known.runs().containsAll(runs.values());
    RunTable table = tables.table(SyntheticTable.NAME);
    return runs.values().stream()
        .map(run -> table.readContinued(run.run()))
        .reduce(Dataset::union)
        .map(Thumbnails::withImage)
        // a run without tokens has pictures of other draws too
        .map(rows -> learnedFrom ? SelectedExamples.only(rows, "source_id", known.sources()) : rows)
        .map(
            rows ->
                new ShownPictures(
                    rows,
                    runs,
                    learnedFrom ? known : null,
                    complete.keySet().stream().filter(m -> !runs.containsKey(m)).toList()))
        .orElse(null);
  }

  /** The runs of methods, each with all that continue it, the one finished last at the end. */
  private static List<RunManifest> complete(WorkspaceTables tables) {
    List<RunManifest> all = tables.runs(SyntheticTable.NAME);
    Set<String> continuing =
        all.stream()
            .map(RunManifest::continuedBy)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return all.stream().filter(run -> !continuing.contains(run.run())).toList();
  }

  /** Of each method the last. */
  private static Map<String, RunManifest> byMethod(List<RunManifest> runs) {
    Map<String, RunManifest> last = new LinkedHashMap<>();
    runs.forEach(run -> last.put(WorkspaceTables.method(run), run));
    return last;
  }

  /** The draw that all of them are of; null where trials have not learned from all of them. */
  ShownDraw draw() {
    return draw;
  }

  /** Methods that have pictures, but none of this draw. */
  List<String> absent() {
    return absent;
  }

  /** By method, the run that is shown; see {@link RunTable#continued} for those that it has. */
  Map<String, RunManifest> runs() {
    return runs;
  }

  /** All of them, with their bytes. */
  Dataset<Row> rows() {
    return pictures;
  }

  /**
   * The first sources of each class, in columns label, class, source_id, rank (from 1) and sources,
   * how many the class has; by label, then rank.
   */
  List<Row> sources(int perClass) {
    Column first =
        row_number()
            .over(Window.partitionBy("class").orderBy(col("methods").desc(), col("source_id")));
    return pictures
        .select("label", "class", "source_id", "augmentation")
        .distinct()
        .groupBy("label", "class", "source_id")
        .agg(count(lit(1)).as("methods"))
        .withColumn("rank", first)
        .withColumn("sources", count(lit(1)).over(Window.partitionBy("class")))
        .where(col("rank").leq(perClass))
        .orderBy("label", "class", "rank")
        .collectAsList();
  }

  /**
   * The first pictures that each method made from some sources, without their bytes; column
   * pictures tells how many it made in all. By source, method and intensity.
   */
  List<Row> of(Collection<String> sources, int perSource) {
    Dataset<Row> wanted =
        pictures
            .sparkSession()
            .createDataFrame(
                sources.stream().map(source -> (Row) RowFactory.create(source)).toList(), SOURCE);
    return pictures
        .select(
            "id",
            "run",
            "source_id",
            "repeat",
            "augmentation",
            "member",
            "intensity",
            "prompt",
            "seed")
        .join(broadcast(wanted), "source_id")
        .withColumn(
            "rank",
            row_number().over(Window.partitionBy("source_id", "augmentation").orderBy("repeat")))
        .withColumn("pictures", count(lit(1)).over(Window.partitionBy("source_id", "augmentation")))
        .where(col("rank").leq(perSource))
        .orderBy("source_id", "augmentation", "intensity", "repeat")
        .collectAsList();
  }
}
