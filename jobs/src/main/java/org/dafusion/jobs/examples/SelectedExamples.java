package org.dafusion.jobs.examples;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;

/**
 * The rows of {@code examples} that take part: of the training part the few-shot draw, of the
 * others all. The draw is over every listed image in order of id, as upstream's, and refused ones
 * leave it afterwards.
 *
 * @param run of {@code examples}
 * @param split the draw
 */
public record SelectedExamples(String run, FewShotSplit split) {
  /**
   * Those of the latest run that was prepared with these settings, and of their draw.
   *
   * @throws InvalidDatasetException if there is no such run
   */
  public static SelectedExamples latest(Workspace workspace, ExampleSettings examples) {
    return new SelectedExamples(new ExamplesRun(examples).latest(workspace), examples.split());
  }

  /** The training images drawn, in order of id, without their places. */
  public List<ImageFile> training(Workspace workspace) {
    RunTable table = ExamplesTable.in(workspace);
    List<Row> listed =
        table
            .read(run)
            .where(functions.col("part").equalTo(Part.TRAIN.folderName()))
            .select("id", "label", "class", "status")
            .orderBy("label", "id")
            .collectAsList();
    List<ImageFile> files = listed.stream().map(SelectedExamples::file).toList();
    Set<String> usable =
        listed.stream()
            .filter(row -> row.getAs("status").equals(Status.OK.text()))
            .map(row -> row.<String>getAs("id"))
            .collect(Collectors.toSet());
    List<ImageFile> drawn =
        split.select(files).stream()
            .filter(file -> usable.contains(file.id()))
            .sorted(Comparator.comparing(ImageFile::id))
            .toList();
    if (drawn.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot use the examples of run %s in %s: none of the %d training images can be decoded"
              .formatted(run, table.location(), files.size()));
    }
    return drawn;
  }

  /** Names of all listed classes, by label. */
  public List<String> classNames(Workspace workspace) {
    return ExamplesTable.in(workspace)
        .read(run)
        .select("label", "class")
        .distinct()
        .orderBy("label")
        .collectAsList()
        .stream()
        .map(row -> row.<String>getAs("class"))
        .toList();
  }

  /** Usable rows of a part, in order of id, with their bytes. */
  public List<ExampleRow> rows(Workspace workspace, Part part) {
    Dataset<Row> rows =
        ExamplesTable.in(workspace)
            .read(run)
            .where(functions.col("part").equalTo(part.folderName()))
            .where(functions.col("status").equalTo(Status.OK.text()));
    if (part == Part.TRAIN) {
      rows = only(rows, "id", training(workspace).stream().map(ImageFile::id).toList());
    }
    return rows.orderBy("id").collectAsList().stream().map(ExamplesTable::fromRow).toList();
  }

  /** The rows whose column holds one of the ids. */
  public static Dataset<Row> only(Dataset<Row> rows, String column, List<String> ids) {
    Dataset<Row> wanted = rows.sparkSession().createDataset(ids, Encoders.STRING()).toDF("wanted");
    return rows.join(
        functions.broadcast(wanted),
        functions.col(column).equalTo(wanted.col("wanted")),
        "left_semi");
  }

  /** How many training images there are of each class. */
  public List<Long> trainingPerClass(Workspace workspace) {
    return ExamplesTable.in(workspace)
        .read(run)
        .where(functions.col("part").equalTo(Part.TRAIN.folderName()))
        .groupBy("class")
        .count()
        .collectAsList()
        .stream()
        .map(row -> row.<Long>getAs("count"))
        .toList();
  }

  private static ImageFile file(Row row) {
    return ImageFile.of(
        row.getAs("id"), "", row.<Long>getAs("label").intValue(), row.getAs("class"), Part.TRAIN);
  }
}
