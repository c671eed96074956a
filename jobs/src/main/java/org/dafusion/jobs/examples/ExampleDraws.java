package org.dafusion.jobs.examples;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.dafusion.data.Pools;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;

/**
 * What draws take from a run of {@code examples}. Images are counted once, draws are made of the
 * counts, and only the rows that one of them takes come to the driver: never the list of all, nor a
 * byte of an image.
 *
 * <p>A draw is over every listed image in order of id, as upstream's, and refused ones leave it
 * afterwards.
 */
public final class ExampleDraws {
  private static final Column IS_USABLE = functions.col("status").equalTo(Status.OK.text());

  private final RunTable table;
  private final String run;
  private final PoolCounts pools;

  /** Draws from a run, of which nothing is read yet. */
  public ExampleDraws(Workspace workspace, String run) {
    this.table = ExamplesTable.in(workspace);
    this.run = run;
    this.pools =
        new PoolCounts(
            "the examples of run %s in %s".formatted(run, table.location()),
            () -> count("part"),
            () -> count("cluster"));
  }

  /** Names of all listed classes, by label. */
  public List<String> classNames() {
    return pools.classNames();
  }

  /**
   * How many images a draw takes, of all classes together and refused ones among them.
   *
   * @throws InvalidDatasetException if a class has too few of them, and the draw refuses that
   */
  public long images(FewShotSplit split) {
    return pools.of(split).values().stream().mapToLong(split::drawn).sum();
  }

  /**
   * The training images of a draw, in order of id, without their places.
   *
   * @throws InvalidDatasetException if a class has too few of them, and the draw refuses that, or
   *     if none of them can be decoded
   */
  public List<ImageFile> training(FewShotSplit split) {
    return training(List.of(split)).get(split);
  }

  /** The same of several draws, which is as cheap as one where their pools part the same images. */
  public Map<FewShotSplit, List<ImageFile>> training(Collection<FewShotSplit> splits) {
    Map<Object, List<FewShotSplit>> alike = new LinkedHashMap<>();
    for (FewShotSplit split : splits) {
      Object parted =
          isBy(split, Pools.CLUSTERS) ? pools.trainingClusters(split) : split.pools().pools();
      alike.computeIfAbsent(parted, key -> new ArrayList<>()).add(split);
    }
    Map<FewShotSplit, List<ImageFile>> drawn = new HashMap<>();
    alike.values().forEach(some -> drawn.putAll(drawAlike(some)));
    return drawn;
  }

  /** Draws whose pools part the same images, in one pass over these. */
  private Map<FewShotSplit, List<ImageFile>> drawAlike(List<FewShotSplit> splits) {
    Places any = new Places();
    Map<FewShotSplit, Places> places = new LinkedHashMap<>();
    for (FewShotSplit split : splits) {
      SortedMap<Integer, int[]> training = split.training(pools.of(split));
      any.with(training);
      places.put(split, new Places().with(training));
    }
    List<Row> rows =
        placed(splits.get(0), any)
            .select("id", "label", "class", "place", "status")
            .collectAsList();
    Map<FewShotSplit, List<ImageFile>> drawn = new HashMap<>();
    places.forEach(
        (split, of) ->
            drawn.put(
                split,
                requireSome(
                    split,
                    rows.stream()
                        .filter(row -> row.getAs("status").equals(Status.OK.text()))
                        .filter(row -> of.call(row.getAs("label"), row.getAs("place")))
                        .map(ExampleDraws::file)
                        .sorted(Comparator.comparing(ImageFile::id))
                        .toList())));
    return drawn;
  }

  /** Usable rows that judge what is learned from a draw, with all columns and in no order. */
  public Dataset<Row> judging(FewShotSplit split) {
    Dataset<Row> rows = table.read(run);
    return switch (split.pools().pools()) {
      case PARTS -> rows.where(isOf(Part.VALIDATION)).where(IS_USABLE);
      case CLUSTERS -> rows.where(functions.not(isCandidate(split))).where(IS_USABLE);
      case HALVES, FRACTION -> {
        Dataset<Row> ids =
            placed(split, new Places().with(split.judging(pools.of(split))))
                .select(functions.col("id").as("judging"));
        yield rows.where(IS_USABLE)
            .join(ids, functions.col("id").equalTo(functions.col("judging")), "left_semi");
      }
    };
  }

  /**
   * Usable rows of the part for testing, likewise; none where a draw parts all images anew, as
   * those of the part may then be among the ones that it trains on.
   */
  public Dataset<Row> testing(FewShotSplit split) {
    return table
        .read(run)
        .where(isOf(Part.TEST).and(functions.lit(!split.pools().drawn())))
        .where(IS_USABLE);
  }

  /** How many images {@link #judging} gives, and refused ones beside them. */
  public long judgingImages(FewShotSplit split) {
    return pools.judging(split);
  }

  /** How many images {@link #testing} gives, and refused ones beside them. */
  public long testingImages(FewShotSplit split) {
    return pools.testing(split);
  }

  /** The rows that pools part and that are at some places. */
  private Dataset<Row> placed(FewShotSplit split, Places places) {
    Column place = functions.row_number().over(Window.partitionBy("label").orderBy("id")).minus(1);
    Column isTaken =
        functions
            .udf(places, DataTypes.BooleanType)
            .apply(functions.col("label"), functions.col("place"));
    return table
        .read(run)
        .where(isCandidate(split))
        .select("id", "label", "class", "status")
        .withColumn("place", place)
        .where(isTaken);
  }

  private Column isCandidate(FewShotSplit split) {
    return switch (split.pools().pools()) {
      case PARTS -> isOf(Part.TRAIN);
      case HALVES, FRACTION -> functions.lit(true);
      case CLUSTERS -> functions.col("cluster").isin(pools.trainingClusters(split).toArray());
    };
  }

  private List<PoolCounts.Group> count(String column) {
    return table.read(run).groupBy("label", "class", column).count().collectAsList().stream()
        .map(
            row ->
                new PoolCounts.Group(
                    row.<Long>getAs("label").intValue(),
                    row.getAs("class"),
                    row.getAs(column),
                    row.<Long>getAs("count")))
        .sorted(Comparator.comparingInt(PoolCounts.Group::label))
        .toList();
  }

  private List<ImageFile> requireSome(FewShotSplit split, List<ImageFile> drawn) {
    if (drawn.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot use the examples of run %s in %s: none of the %d training images can be decoded"
              .formatted(run, table.location(), images(split)));
    }
    return drawn;
  }

  private static boolean isBy(FewShotSplit split, Pools pools) {
    return split.pools().pools() == pools;
  }

  private static Column isOf(Part part) {
    return functions.col("part").equalTo(part.folderName());
  }

  private static ImageFile file(Row row) {
    return ImageFile.of(
        row.getAs("id"), "", row.<Long>getAs("label").intValue(), row.getAs("class"), Part.TRAIN);
  }
}
