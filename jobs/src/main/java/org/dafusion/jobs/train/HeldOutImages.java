package org.dafusion.jobs.train;

import java.util.List;
import org.dafusion.data.Example;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.Workspace;

/**
 * What trials are judged by, brought to the driver; the same for every draw of training images.
 *
 * @param classNames by label
 */
public record HeldOutImages(String dataset, List<String> classNames, List<Example> images) {
  /**
   * Reads them.
   *
   * @throws InvalidDatasetException if there is none
   */
  public static HeldOutImages read(Workspace place, SelectedExamples selected) {
    List<ExampleRow> rows = selected.rows(place, Part.VALIDATION);
    if (rows.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot train on the examples of run %s in %s because none is there to judge by: add images below validation/, or for a flat folder set dataset.validation-fraction above 0 and run the stage prepare"
              .formatted(selected.run(), ExamplesTable.in(place).location()));
    }
    return new HeldOutImages(
        rows.get(0).dataset(),
        selected.classNames(place),
        rows.stream().map(TrialImages::real).toList());
  }
}
