package org.dafusion.jobs.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.data.ClassNames;
import org.dafusion.data.ImageDataset;
import org.dafusion.data.ImageFile;
import org.dafusion.data.ValidationSplit;
import org.dafusion.jobs.cluster.JobDescription;
import org.dafusion.jobs.dataset.DamagedFiles;
import org.dafusion.jobs.dataset.ListedImages;
import org.dafusion.jobs.stage.PlannedUnits;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.RefusedRows;
import org.dafusion.jobs.stage.RunClock;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.TableLease;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;

/**
 * Dataset → {@code examples}: lists the photos, reads each on an executor, decodes it once to prove
 * that it can be, and keeps its original bytes, with the mask of its object where there is one. Of
 * a picture that holds more than the image, the part that is the image is kept, as a PNG.
 */
public final class PrepareStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "prepare";

  private final String workspace;
  private final ExampleSettings examples;

  /** The stage. */
  public PrepareStage(String workspace, ExampleSettings examples) {
    this.workspace = workspace;
    this.examples = examples;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Summary run(SparkSession spark, Progress progress) {
    RunClock clock = RunClock.start();
    Workspace place = Workspace.at(spark, workspace);
    ListedImages listed = listed(spark, place, progress);
    ImageDataset images = listed.dataset();
    images.requireTrainingImages();
    List<ImageFile> files = images.files();
    progress.say(
        "prepare: %s, %d classes, %d images%s%s"
            .formatted(
                images.name(),
                images.classNames().size(),
                files.size(),
                with("masks", files, ImageFile::mask),
                with("captions", files, ImageFile::caption)));
    images.notes().forEach(note -> progress.say("prepare: " + note));
    Broadcast<SerializableConfiguration> hadoop = place.hadoopForTasks();
    String run =
        DamagedFiles.refusing(images.name(), () -> new ExamplesRun(examples).of(listed, hadoop));
    JobDescription.narrow(spark, "prepare, run " + run + ": read images");
    keepClasses(place, run, images.classNames());
    RunTable table = ExamplesTable.in(place);
    try (TableLease lease = table.lease(progress::say)) {
      return fill(table, run, listed, hadoop, clock);
    }
  }

  private Summary fill(
      RunTable table,
      String run,
      ListedImages listed,
      Broadcast<SerializableConfiguration> hadoop,
      RunClock clock) {
    ImageDataset images = listed.dataset();
    List<ImageFile> files = images.files();
    // what a run names it holds whole, as an append is all or nothing
    boolean there = table.read(run).count() == files.size();
    long added =
        there
            ? 0
            : table.append(
                run,
                listed
                    .rows()
                    .mapPartitions(
                        new ReadImages(
                            run,
                            images.name(),
                            examples.dataset().location(),
                            examples.limits(),
                            hadoop),
                        ExamplesTable.ENCODER));
    List<String> planned = files.stream().map(ImageFile::id).toList();
    PlannedUnits.of(NAME, run, planned, table.read(run)).requireDone();
    SortedMap<String, Long> counts = table.countsByStatus(run);
    table
        .manifest()
        .record(
            clock.manifest(
                run,
                NAME,
                new ExamplesRun(examples).settings(),
                Map.of("dataset", images.name()),
                Map.of("split", examples.partSeed()),
                table));
    table.seal(run);
    return summary(run, added, counts, table);
  }

  /** What the dataset holds, listed without reading a picture; what is rendered is rendered. */
  public ImageDataset list(SparkSession spark, Workspace place, Progress progress) {
    return listed(spark, place, progress).dataset();
  }

  private ListedImages listed(SparkSession spark, Workspace place, Progress progress) {
    DatasetSettings dataset = examples.dataset();
    String folder =
        dataset.isRangeland()
            ? new RenderedRangeland(dataset.rangeland()).folder(spark, place, progress)
            : dataset.path();
    ValidationSplit split = dataset.reader().split(examples.partSeed());
    ListedImages all =
        dataset.layout().list(spark, folder, dataset.reader(), split).in(dataset.classWords());
    ListedImages chosen = all.as(dataset.choice().in(all.dataset()));
    ClassNames.requireLines(chosen.dataset());
    ClassNames.requireDistinct(chosen.dataset());
    return chosen;
  }

  /** Names of the classes that take part, a line each in label order, where not all do. */
  private void keepClasses(Workspace place, String run, List<String> classNames) {
    if (examples.dataset().choice().takesAll()) {
      return;
    }
    Path file = place.path("classes/%s.txt".formatted(run));
    try {
      // a name may hold line ends itself
      String lines =
          classNames.stream()
              .map(name -> name.replaceAll("\\R", " ") + "\n")
              .collect(Collectors.joining());
      WholeFile.write(file, lines.getBytes(StandardCharsets.UTF_8), place.hadoop());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + " because " + e.getMessage(), e);
    }
  }

  /** How many images have such a thing, if any has. */
  private static String with(
      String things, List<ImageFile> files, Function<ImageFile, String> thing) {
    long count = files.stream().map(thing).filter(Objects::nonNull).count();
    return count == 0 ? "" : ", %d with %s".formatted(count, things);
  }

  private static Summary summary(
      String run, long added, SortedMap<String, Long> counts, RunTable table) {
    long all = total(counts.values());
    long refused = all - counts.getOrDefault("ok", 0L);
    List<String> lines = new ArrayList<>();
    lines.add(
        "prepare: run %s has %d images, %d of them new, %d refused"
            .formatted(run, all, added, refused));
    lines.addAll(RefusedRows.lines(table, run));
    return new Summary(lines, all, refused);
  }

  private static long total(Collection<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
