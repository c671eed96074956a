package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.dafusion.data.FewShotSplit;
import org.dafusion.report.Block;
import org.dafusion.report.Cell;
import org.dafusion.report.Details;
import org.dafusion.report.Section;
import org.dafusion.report.Table;
import org.dafusion.report.Text;

/** Accuracy of each class by method. */
final class ClassSection {
  private static final String ID = "classes";
  private static final String TITLE = "Accuracy by class";

  private ClassSection() {}

  static Section of(ComparedTrials trials) {
    if (trials.isEmpty()) {
      return new Section(ID, TITLE, "There are no trials to break down by class.", List.of());
    }
    return new Section(
        ID,
        TITLE,
        "The same trials, class by class: the share of a class's %s pictures that are named as that class."
            .formatted(trials.part()),
        trials.areSeveral() ? several(trials) : one(trials.latest()));
  }

  private static List<Block> one(TrialSelection trials) {
    int most = trials.mostExamples();
    List<Block> blocks = new ArrayList<>();
    blocks.add(table(trials, most, trials.byClass(most)));
    List<Block> fewer =
        trials.grid().examplesPerClass().stream()
            .filter(each -> each != most)
            .map(each -> (Block) table(trials, each, trials.byClass(each)))
            .toList();
    if (!fewer.isEmpty()) {
      blocks.add(new Details("With fewer examples per class", fewer));
    }
    return blocks;
  }

  /** With the most examples alone, which bounds the page; results.csv has the others. */
  private static List<Block> several(ComparedTrials trials) {
    List<Block> blocks = new ArrayList<>();
    trials
        .classMeans()
        .forEach(
            (each, means) ->
                blocks.add(
                    new Details(
                        trials.name(each), List.of(table(each, each.mostExamples(), means)))));
    blocks.add(new Text("Accuracies with fewer examples per class are in report/summary.csv."));
    return blocks;
  }

  private static Table table(TrialSelection trials, int examples, List<Row> rowsOfMeans) {
    List<String> methods = trials.methods(examples);
    Map<String, Map<String, Double>> means = new LinkedHashMap<>();
    for (Row row : rowsOfMeans) {
      means
          .computeIfAbsent(row.getAs("class"), name -> new HashMap<>())
          .put(row.getAs("augmentation"), row.getAs("mean"));
    }
    List<String> columns = new ArrayList<>(List.of("class"));
    columns.addAll(methods);
    List<List<Cell>> rows = new ArrayList<>();
    means.forEach(
        (className, byMethod) -> {
          List<Cell> row = new ArrayList<>(List.of(Cell.words(className)));
          for (String method : methods) {
            double mean = byMethod.getOrDefault(method, Double.NaN);
            row.add(Cell.share(Numbers.percent(mean), mean));
          }
          rows.add(row);
        });
    return new Table(
        "Accuracy in percent by class and method, %s examples per class, mean over seeds."
            .formatted(FewShotSplit.inWords(examples)),
        columns,
        rows);
  }
}
