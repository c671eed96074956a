package org.dafusion.jobs.examples;

import java.util.List;
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
import org.dafusion.jobs.table.Lookup;
import org.dafusion.jobs.table.SortedRows;
import org.dafusion.jobs.table.Workspace;

/**
 * The rows of {@code examples} that take part in one draw: what is learned from, and what judges
 * it. For several draws of a run see {@link ExampleDraws}.
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
    return new ExampleDraws(workspace, run).training(split);
  }

  /** Names of all listed classes, by label. */
  public List<String> classNames(Workspace workspace) {
    return new ExampleDraws(workspace, run).classNames();
  }

  /**
   * Usable rows with their bytes, as they are read one after the other.
   *
   * @param part {@code TRAIN} for the images drawn, {@code VALIDATION} for those that judge what is
   *     learned from them, {@code TEST} for the dataset's own part
   */
  public SortedRows<ExampleRow> rows(Workspace workspace, Part part) {
    ExampleDraws draws = new ExampleDraws(workspace, run);
    return switch (part) {
      case TRAIN -> rows(workspace, draws.training(split).stream().map(ImageFile::id).toList());
      case VALIDATION -> new SortedRows<>(draws.judging(split), ExamplesTable::fromRow);
      case TEST -> new SortedRows<>(draws.testing(split), ExamplesTable::fromRow);
    };
  }

  /** The rows of some ids, likewise. */
  public SortedRows<ExampleRow> rows(Workspace workspace, List<String> ids) {
    return new SortedRows<>(
        only(ExamplesTable.in(workspace).read(run), "id", ids), ExamplesTable::fromRow);
  }

  /** The rows whose column holds one of the ids. */
  public static Dataset<Row> only(Dataset<Row> rows, String column, List<String> ids) {
    Dataset<Row> wanted = rows.sparkSession().createDataset(ids, Encoders.STRING()).toDF("wanted");
    return rows.join(
        Lookup.of(wanted, ids.size()),
        functions.col(column).equalTo(wanted.col("wanted")),
        "left_semi");
  }
}
