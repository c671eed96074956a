package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.inversion.LossCurve;
import org.dafusion.jobs.dataset.StoredFile;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.report.Block;
import org.dafusion.report.Cell;
import org.dafusion.report.Chart;
import org.dafusion.report.DataUri;
import org.dafusion.report.LossChart;
import org.dafusion.report.Picture;
import org.dafusion.report.Section;
import org.dafusion.report.Table;
import org.dafusion.report.Text;

/** The tokens of the run of textual inversion that was finished last: what they make, and how. */
final class TokensSection {
  private static final String ID = "tokens";
  private static final String TITLE = "Learned tokens";

  /** Lines that a chart can hold and still be read. */
  private static final int CURVES = 7;

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
   * @param most tokens in its table
   */
  static Section of(WorkspaceTables tables, int most) {
    RunManifest latest = tables.latest(EmbeddingsTable.NAME);
    return latest == null
        ? new Section(ID, TITLE, "No tokens have been learned or imported.", List.of())
        : new TokensSection(tables, latest, most).section();
  }

  private Section section() {
    Dataset<Row> all = tables.table(EmbeddingsTable.NAME).read(run.run());
    long count = all.count();
    List<Row> tokens =
        all.drop("vectors").orderBy(col("label"), col("id")).limit(most).collectAsList();
    List<Block> blocks = new ArrayList<>();
    preview().ifPresent(blocks::add);
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
        "%s of run %s%s. A token is a vector, or a few, that make the model draw the photos of a class best."
            .formatted(
                Numbers.count(count, "token"),
                run.run(),
                runs == 1 ? "" : ", the latest of " + Numbers.count(runs, "run")),
        blocks);
  }

  private Optional<Block> preview() {
    Path folder = tables.workspace().path("previews");
    try {
      FileSystem files = folder.getFileSystem(tables.workspace().hadoop());
      if (!files.exists(folder)) {
        return Optional.empty();
      }
      // the one with the most tokens has the most bytes
      Optional<FileStatus> file =
          Arrays.stream(files.listStatus(folder))
              .filter(each -> each.getPath().getName().matches(run.run() + "-\\d+\\.png"))
              .max(Comparator.comparingLong(FileStatus::getLen));
      return file.isEmpty() ? Optional.empty() : Optional.of(picture(file.get().getPath()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder + " because " + e.getMessage(), e);
    }
  }

  private Block picture(Path file) throws IOException {
    try {
      byte[] png = StoredFile.read(file.toString(), tables.workspace().hadoop());
      Image image = new ImageDecoder(Integer.MAX_VALUE / Image.CHANNELS).decode(png);
      return new Picture(
          DataUri.jpeg(image),
          "Pictures that learned tokens make from noise and from a photo",
          "What tokens make, a line for each: from noise, and from a photo of the class.");
    } catch (UndecodableImageException e) {
      return new Text("The preview %s cannot be shown: %s.".formatted(file, e.getMessage()));
    }
  }

  private Optional<Block> curves(List<Row> tokens) {
    List<LossChart.Curve> curves =
        tokens.stream()
            .filter(row -> !row.isNullAt(row.fieldIndex("losses")))
            .limit(CURVES)
            .map(this::curve)
            .toList();
    long left = tokens.stream().filter(row -> !row.isNullAt(row.fieldIndex("losses"))).count();
    if (curves.stream().allMatch(curve -> curve.losses().isEmpty())) {
      return Optional.empty();
    }
    int stretch = stepsPerPoint();
    return Optional.of(
        new Chart(
            LossChart.svg(curves),
            "Loss of training%s%s."
                .formatted(
                    stretch == 1
                        ? ", step by step"
                        : ", each point the mean of %d steps".formatted(stretch),
                    left > CURVES ? "; the first %d tokens".formatted(CURVES) : "")));
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
