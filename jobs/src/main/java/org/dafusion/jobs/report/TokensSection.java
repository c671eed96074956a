package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.data.FewShotSplit;
import org.dafusion.inversion.LossCurve;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.report.Block;
import org.dafusion.report.Cell;
import org.dafusion.report.Chart;
import org.dafusion.report.LossChart;
import org.dafusion.report.Section;
import org.dafusion.report.Table;
import org.dafusion.report.Text;

/**
 * The tokens of a run of textual inversion, what they make and how they were learned: of the run
 * that was finished last, or where others have a preview, of the last of these. Of a benchmark it
 * is the run that the pictures shown were made with, unless only others have a preview.
 */
final class TokensSection {
  private static final String ID = "tokens";
  private static final String TITLE = "Learned tokens";

  /** Lines that a chart can hold and still be read. */
  private static final int CURVES = 8;

  private final WorkspaceTables tables;
  private final RunManifest run;
  private final int most;

  private TokensSection(WorkspaceTables tables, RunManifest run, int most) {
    this.tables = tables;
    this.run = run;
    this.most = most;
  }

  /**
   * The section.
   *
   * @param draw that trials learned from; null where that is not known
   * @param most tokens in its table
   */
  static Section of(WorkspaceTables tables, ShownDraw draw, int most) {
    List<RunManifest> runs = tables.runs(EmbeddingsTable.NAME);
    if (runs.isEmpty()) {
      return new Section(ID, TITLE, "No tokens have been learned or imported.", List.of());
    }
    PreviewFiles previews = new PreviewFiles(tables.workspace());
    return new TokensSection(tables, shown(runs, draw, previews), most).section(previews);
  }

  private static RunManifest shown(List<RunManifest> runs, ShownDraw draw, PreviewFiles previews) {
    List<RunManifest> last = new ArrayList<>(runs);
    if (draw != null && draw.isOneOfSeveral()) {
      runs.stream().filter(run -> run.run().equals(draw.tokens())).forEach(last::add);
    }
    return last.stream()
        .filter(run -> previews.has(run.run()))
        .reduce((earlier, later) -> later)
        .orElse(last.get(last.size() - 1));
  }

  private Section section(PreviewFiles previews) {
    Dataset<Row> all = tables.table(EmbeddingsTable.NAME).read(run.run());
    long count = all.count();
    List<Row> tokens =
        all.drop("vectors").orderBy(col("label"), col("id")).limit(most).collectAsList();
    List<Block> blocks = new ArrayList<>();
    if (previews.has(run.run())) {
      blocks.add(previews.block(run.run(), learnedFrom()));
    }
    curves(tokens).ifPresent(blocks::add);
    blocks.add(table(tokens));
    if (count > most) {
      blocks.add(
          new Text(
              "%s left out: report.tokens asks for %d."
                  .formatted(Numbers.count(count - most, "more token"), most)));
    }
    int runs = tables.runs(EmbeddingsTable.NAME).size();
    return new Section(
        ID,
        TITLE,
        "%s of run %s%s%s. A token is a vector, or a few, that make the model draw the photos of a class best."
            .formatted(
                Numbers.count(count, "token"),
                run.run(),
                learnedFrom().isEmpty() ? "" : " (" + learnedFrom() + ")",
                runs == 1 ? "" : ", one of " + Numbers.count(runs, "run")),
        blocks);
  }

  /** The draw of its photos in words; empty for imported tokens. */
  private String learnedFrom() {
    FewShotSplit split = ShownDraw.splitOf(run);
    return split == null ? "" : ShownDraw.inWords(split);
  }

  private Optional<Block> curves(List<Row> tokens) {
    List<LossChart.Curve> curves =
        tokens.stream()
            .filter(row -> !row.isNullAt(row.fieldIndex("losses")))
            .map(this::curve)
            .filter(curve -> curve.losses().stream().anyMatch(Double::isFinite))
            .toList();
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    int stretch = stepsPerPoint();
    return Optional.of(
        new Chart(
            LossChart.svg(curves.subList(0, Math.min(CURVES, curves.size()))),
            "Loss of training%s%s."
                .formatted(
                    stretch == 1
                        ? ", step by step"
                        : ", each point the mean of %d steps".formatted(stretch),
                    curves.size() > CURVES ? "; the first %d tokens".formatted(CURVES) : "")));
  }

  private LossChart.Curve curve(Row token) {
    List<Double> losses = token.getList(token.fieldIndex("losses"));
    List<Integer> steps = new ArrayList<>();
    for (int i = 1; i <= losses.size(); i++) {
      steps.add(Math.min(i * stepsPerPoint(), token.<Integer>getAs("steps")));
    }
    return new LossChart.Curve(token.getAs("placeholder"), steps, losses);
  }

  /** From the steps of the recipe, because a token that diverged has taken fewer. */
  private int stepsPerPoint() {
    return run.settings().get("recipe") instanceof Map<?, ?> recipe
            && recipe.get("steps") instanceof Number steps
        ? LossCurve.stepsPerPoint(steps.intValue())
        : 1;
  }

  private static Table table(List<Row> tokens) {
    return new Table(
        "Tokens. The loss is that of the last step, one draw of noise and timestep; the distance is the cosine distance from the initial vectors.",
        List.of("token", "class", "began as", "images", "steps", "loss", "distance", "status"),
        tokens.stream()
            .map(
                row ->
                    List.of(
                        Cell.code(row.getAs("placeholder")),
                        Cell.words(row.getAs("class")),
                        Cell.words(
                            row.getAs("initial") == null ? "imported" : row.getAs("initial")),
                        Cell.number(Numbers.count(row.<Integer>getAs("images"))),
                        Cell.number(Numbers.count(row.<Integer>getAs("steps"))),
                        Cell.number(decimals(row.getAs("loss"))),
                        Cell.number(decimals(row.getAs("distance"))),
                        Cell.words(row.getAs("status"))))
            .toList());
  }

  private static String decimals(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }
}
