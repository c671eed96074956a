package org.dafusion.jobs.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.dafusion.classifier.TrainedNetwork;
import org.dafusion.jobs.stage.LocalFiles;
import org.dafusion.jobs.stage.RunClock;
import org.dafusion.jobs.table.ManifestFile;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.Sha256;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.serving.ClassifierFolder;

/**
 * The trained classifiers of a workspace as model folders of DJL, {@code
 * <workspace>/classifiers/RUN}, and a {@code manifest.json} beside them that tells what each was
 * trained on.
 */
public final class ClassifierFiles {
  /** The folder of all of them. */
  public static final String NAME = "classifiers";

  private static final String MOMENT = "save";

  private final Workspace place;

  /** Those of a workspace. */
  public ClassifierFiles(Workspace place) {
    this.place = place;
  }

  /** The folder of a run's classifier. */
  public Path folder(String run) {
    return new Path(place.path(NAME), run);
  }

  /** The same in words that people and programs can use. */
  public String location(String run) {
    return folder(run).toString();
  }

  /** Runs whose classifiers are told of, in the order in which they were saved. */
  public List<String> runs() {
    return ManifestFile.in(place, NAME).runs().stream().map(RunManifest::run).toList();
  }

  boolean isThere(String run, String moment) {
    boolean told =
        ManifestFile.in(place, NAME)
            .find(run)
            .map(known -> moment.equals(known.results().get(MOMENT)))
            .orElse(false);
    Path last = new Path(folder(run), ClassifierFolder.PROPERTIES);
    try {
      return told && last.getFileSystem(place.hadoop()).exists(last);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + last + " because " + e.getMessage(), e);
    }
  }

  /** Writes a folder, each file as a whole, and then what it is. */
  void save(PlannedTrial trial, String moment, TrainedNetwork network) {
    RunClock clock = RunClock.start();
    Path target = folder(trial.id());
    Map<String, Object> results = new LinkedHashMap<>();
    results.put(MOMENT, moment);
    try {
      java.nio.file.Path local = Files.createTempDirectory("dafusion-classifier");
      try {
        ClassifierFolder.write(local, network);
        for (String name : ClassifierFolder.FILES) {
          java.nio.file.Path file = local.resolve(name);
          results.put(name, Sha256.of(file));
          WholeFile.store(new Path(target, name), file, place.hadoop());
        }
      } finally {
        LocalFiles.delete(local);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot save " + target + " because " + e.getMessage(), e);
    }
    ManifestFile.in(place, NAME)
        .record(
            RunClock.manifest(
                    trial.id(),
                    TrainStage.NAME,
                    trial.settings(),
                    trial.inputs(),
                    trial.seeds(),
                    Map.of(),
                    List.of(),
                    clock.seconds(),
                    new TreeSet<>())
                .yielding(results));
  }
}
