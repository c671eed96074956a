package org.dafusion.jobs.table;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Path;

/**
 * {@code manifest.json} of a table, or of another folder that runs write to: a list of {@link
 * RunManifest}, oldest first; of a table also which waves of rows are sealed, and what the rows of
 * finished runs are known by. The file is replaced as a whole, so that a reader finds the old list
 * or the new one.
 */
public final class ManifestFile {
  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeSpecialFloatingPointValues()
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .create();

  private final Configuration hadoop;
  private final Path folder;
  private final Path path;

  ManifestFile(Configuration hadoop, Path folder) {
    this.hadoop = hadoop;
    this.folder = folder;
    this.path = new Path(folder, "manifest.json");
  }

  /** That of a folder of the workspace which holds no table. */
  public static ManifestFile in(Workspace workspace, String folder) {
    return new ManifestFile(workspace.hadoop(), workspace.path(folder));
  }

  /**
   * Keeps other processes from writing to the folder until it is closed, as {@link RunTable#lease}
   * does for a table.
   *
   * @param told why there is a wait, if there is one
   */
  public TableLease lease(Consumer<String> told) {
    return TableLease.of(folder, hadoop, told);
  }

  /** The runs in the order in which they were first recorded; none where there is no file. */
  public List<RunManifest> runs() {
    return contents().runs;
  }

  private Contents contents() {
    try (InputStreamReader reader =
        new InputStreamReader(files().open(path), StandardCharsets.UTF_8)) {
      Contents contents = GSON.fromJson(reader, Contents.class);
      return new Contents(
          contents.table, List.copyOf(contents.runs), contents.waves, contents.seals);
    } catch (FileNotFoundException e) {
      return new Contents(folder.getName(), List.of(), null, null);
    } catch (IOException | JsonParseException e) {
      throw new IllegalStateException("Cannot read " + path + " because " + e.getMessage(), e);
    }
  }

  public Optional<RunManifest> find(String run) {
    return runs().stream().filter(known -> known.run().equals(run)).findFirst();
  }

  /** Adds a run, or goes on with what was said about it before; see {@link RunManifest#after}. */
  public void record(RunManifest run) {
    Contents before = contents();
    List<RunManifest> runs = new ArrayList<>(before.runs);
    int known = runs.stream().map(RunManifest::run).toList().indexOf(run.run());
    if (known >= 0) {
      runs.set(known, run.after(runs.get(known)));
    } else {
      runs.add(run);
    }
    write(new Contents(folder.getName(), runs, before.waves, before.seals));
  }

  /** The waves whose rows can be trusted; null of a table from before they were sealed. */
  List<SealedWave> waves() {
    return contents().waves;
  }

  /**
   * Replaces the list of waves.
   *
   * @param open runs that got rows, whose seals are broken by them
   */
  void waves(List<SealedWave> waves, List<String> open) {
    Contents known = contents();
    SortedMap<String, RunSeal> seals = known.sealsToChange();
    seals.keySet().removeAll(open);
    write(new Contents(folder.getName(), known.runs, waves, seals));
  }

  /** What the rows of finished runs are known by. */
  SortedMap<String, RunSeal> seals() {
    return contents().sealsToChange();
  }

  /** Seals a run, or seals it anew. */
  void seal(String run, RunSeal seal) {
    Contents known = contents();
    SortedMap<String, RunSeal> seals = known.sealsToChange();
    seals.put(run, seal);
    write(new Contents(folder.getName(), known.runs, known.waves, seals));
  }

  private void write(Contents contents) {
    TableLease.requireOf(folder);
    try {
      String text = GSON.toJson(contents) + "\n";
      WholeFile.write(path, text.getBytes(StandardCharsets.UTF_8), hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + path + " because " + e.getMessage(), e);
    }
  }

  private FileContext files() throws IOException {
    return FileContext.getFileContext(path.toUri(), hadoop);
  }

  private record Contents(
      String table,
      List<RunManifest> runs,
      List<SealedWave> waves,
      SortedMap<String, RunSeal> seals) {
    /** A copy, to be changed. */
    SortedMap<String, RunSeal> sealsToChange() {
      return seals == null ? new TreeMap<>() : new TreeMap<>(seals);
    }
  }
}
