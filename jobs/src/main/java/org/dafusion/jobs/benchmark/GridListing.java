package org.dafusion.jobs.benchmark;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageDataset;
import org.dafusion.data.ImageFile;
import org.dafusion.jobs.examples.ExampleDraws;
import org.dafusion.jobs.examples.ExamplesRun;
import org.dafusion.jobs.examples.PrepareStage;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.pictures.PictureRuns;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.jobs.train.PlannedTrial;

/**
 * Finds out what the grid of a benchmark consists of: images, draws, and the runs of each trial.
 */
final class GridListing {
  /** Stands for the run of images that nobody has read yet, so that nothing is there of them. */
  private static final String UNPREPARED = "unprepared";

  /** Stands for the place of a mask, where it matters only that there is one. */
  private static final String SOME_MASK = "mask";

  private final SparkSession spark;
  private final String workspace;
  private final Workspace place;
  private final OpenBackbones backbones;
  private final OpenModels models;
  private final Progress progress;

  GridListing(SparkSession spark, String workspace, OpenBackbones backbones, Progress progress) {
    this.spark = spark;
    this.workspace = workspace;
    this.place = Workspace.at(spark, workspace);
    this.backbones = backbones;
    this.models = new OpenModels(place.hadoop());
    this.progress = progress;
  }

  /** Whether the table of examples has the dataset's images. */
  boolean isPrepared(BenchmarkDataset dataset) {
    return new ExamplesRun(dataset.examples()).find(place).isPresent();
  }

  /**
   * What is wanted of a dataset that was prepared.
   *
   * @throws org.dafusion.config.InvalidSettingsException if its pictures cannot be made as the
   *     settings say
   */
  PlannedDataset prepared(BenchmarkDataset dataset) {
    String run = new ExamplesRun(dataset.examples()).latest(place);
    ExampleDraws draws = new ExampleDraws(place, run);
    List<String> classNames = draws.classNames();
    Set<String> masked = masked(dataset, run);
    return PlannedDataset.of(
        dataset,
        run,
        classNames,
        new PlannedDataset.Drawing() {
          @Override
          public Map<FewShotSplit, List<ImageFile>> training(List<FewShotSplit> splits) {
            Map<FewShotSplit, List<ImageFile>> drawn = draws.training(splits);
            drawn.replaceAll((split, images) -> masked(images, masked));
            return drawn;
          }

          @Override
          public HeldOutCount heldOut(FewShotSplit split) {
            return new HeldOutCount(draws.judgingImages(split), draws.testingImages(split));
          }
        },
        naming(dataset.name(), run, classNames));
  }

  /** What is wanted of a dataset whose files are only listed. */
  PlannedDataset unprepared(BenchmarkDataset dataset) {
    ImageDataset images =
        new PrepareStage(workspace, dataset.examples()).list(spark, place, progress);
    String run = UNPREPARED + "/" + dataset.name();
    return PlannedDataset.of(
        dataset,
        run,
        images.classNames(),
        listed(new ListedDraws(images.name(), images.files())),
        naming(dataset.name(), run, images.classNames()));
  }

  private static PlannedDataset.Drawing listed(ListedDraws draws) {
    return new PlannedDataset.Drawing() {
      @Override
      public Map<FewShotSplit, List<ImageFile>> training(List<FewShotSplit> splits) {
        return draws.training(splits);
      }

      @Override
      public HeldOutCount heldOut(FewShotSplit split) {
        return draws.heldOut(split);
      }
    };
  }

  private PlannedDataset.Naming naming(String dataset, String run, List<String> classNames) {
    Map<BenchmarkArm, PictureRuns> runs = new HashMap<>();
    return (arm, split) -> {
      SyntheticRun pictures = null;
      if (arm.making() != null) {
        PictureRuns own = runs.computeIfAbsent(arm, a -> runs(a, run, classNames));
        pictures = own.synthetic(arm.making(), split);
      }
      PlannedTrial trial =
          PlannedTrial.of(
                  arm.method().name(),
                  new SelectedExamples(run, split),
                  pictures == null ? null : pictures.id(),
                  arm.pictures(),
                  arm.classifier(split.seed()),
                  backbones.of(arm.classifier()))
              .named(dataset);
      return new BenchmarkDraw.Trial(
          arm,
          trial,
          pictures,
          pictures == null ? null : models.of(arm.pictures().model()).schedule());
    };
  }

  private PictureRuns runs(BenchmarkArm arm, String run, List<String> classNames) {
    OpenModels.OpenModel model = models.of(arm.pictures().model());
    arm.pictures().requireNoClassNames(classNames);
    arm.pictures().requireSides(model.folder());
    return PictureRuns.of(place, arm.pictures(), model.folder(), model.digest(), run, classNames);
  }

  private static List<ImageFile> masked(List<ImageFile> images, Set<String> ids) {
    return ids.isEmpty()
        ? images
        : images.stream()
            .map(image -> ids.contains(image.id()) ? image.masked(SOME_MASK) : image)
            .toList();
  }

  private Set<String> masked(BenchmarkDataset dataset, String run) {
    boolean matters =
        dataset.arms().stream().anyMatch(a -> a.making() != null && a.making().wantsMasks());
    Set<String> ids = new HashSet<>();
    if (matters) {
      ExamplesTable.in(place)
          .read(run)
          .where(functions.col("mask").isNotNull())
          .select("id")
          .toLocalIterator()
          .forEachRemaining(row -> ids.add(row.getString(0)));
    }
    return ids;
  }
}
