package org.dafusion.jobs.inspect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ErasuresTable;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.TrialsTable;

/**
 * Model folder or table → a description for people, and for a table of images a contact sheet. Of a
 * model only configurations and the headers of its weights are read.
 */
public final class InspectStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "inspect";

  private static final String EXPECTED =
      "expected a Stable Diffusion folder (with model_index.json) or the folder of a table"
          + " (examples, embeddings, erasures, synthetic or trials, with *.parquet files)";
  private static final List<String> TABLES =
      List.of(
          ExamplesTable.NAME,
          EmbeddingsTable.NAME,
          ErasuresTable.NAME,
          SyntheticTable.NAME,
          TrialsTable.NAME);
  private static final List<String> MODEL_PARTS = List.of("unet", "vae", "text_encoder");
  private static final int SHOWN = 12;

  private final InspectSettings settings;

  /** The stage. */
  public InspectStage(InspectSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidDatasetException if the path is neither a model nor a table
   * @throws ModelArtefactException if it is a model that cannot be used
   */
  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    if (ModelSource.isWord(settings.path())) {
      return model(hadoop, progress);
    }
    Path path = new Path(settings.path());
    try {
      FileSystem files = path.getFileSystem(hadoop);
      path = files.makeQualified(path);
      if (!files.exists(path)) {
        throw new InvalidDatasetException(
            "Cannot inspect " + path + " because there is no such folder: " + EXPECTED);
      }
      List<String> found =
          Arrays.stream(files.listStatus(path)).map(InspectStage::shownName).sorted().toList();
      if (found.stream().anyMatch(name -> name.endsWith(".parquet"))
          && files.getFileStatus(path).isDirectory()) {
        return Summary.of(new TableContents(spark, path, settings).lines());
      } else if (looksLikeModel(files.getFileStatus(path), found)) {
        return model(hadoop, progress);
      }
      throw new InvalidDatasetException(refusal(path, found));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + path + " because " + e.getMessage(), e);
    }
  }

  private Summary model(Configuration hadoop, Progress progress) {
    ModelFolder folder =
        ModelSource.open(
            new ModelSettings(settings.path(), "fp32", settings.variant(), "off", 0), hadoop);
    ModelContents contents = new ModelContents(folder);
    List<String> lines = new ArrayList<>(contents.lines());
    lines.add("  sha256, for model.sha256: " + folder.digest());
    try {
      StableDiffusion.verify(folder, folder.has("safety_checker"));
    } catch (ModelArtefactException e) {
      // what is known of a folder that cannot be used helps to see why
      lines.forEach(progress::say);
      throw e;
    }
    return Summary.of(lines);
  }

  private static String shownName(FileStatus status) {
    return status.getPath().getName() + (status.isDirectory() ? "/" : "");
  }

  /** Whether a person who named this path means a model, be it a broken one. */
  private static boolean looksLikeModel(FileStatus path, List<String> found) {
    if (path.isFile()) {
      return !path.getPath().getName().endsWith(".parquet");
    }
    return found.contains("model_index.json")
        || found.stream().anyMatch(name -> name.matches(".*\\.(safetensors|ckpt|bin|pt|pth)"))
        || MODEL_PARTS.stream().anyMatch(part -> found.contains(part + "/"));
  }

  private static String refusal(Path path, List<String> found) {
    List<String> tables = TABLES.stream().filter(table -> found.contains(table + "/")).toList();
    String shown =
        found.isEmpty()
            ? "nothing"
            : String.join(", ", found.subList(0, Math.min(SHOWN, found.size())));
    return "Cannot inspect %s: %s, found %s%s%s"
        .formatted(
            path,
            EXPECTED,
            shown,
            found.size() > SHOWN ? " and %d more".formatted(found.size() - SHOWN) : "",
            tables.isEmpty()
                ? ""
                : "; name one of its tables, such as " + path + "/" + tables.get(0));
  }
}
