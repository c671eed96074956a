package org.dafusion.jobs.export;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;

/**
 * The runs that go out.
 *
 * @param examples of the real images, as the manifest tells them
 * @param synthetic of the pictures made from real ones
 * @param sources run of {@code examples} that the pictures were made from, or that goes out; what
 *     the classes are is told by it
 */
record ExportedRuns(List<RunManifest> examples, List<RunManifest> synthetic, String sources) {
  /**
   * Finds them.
   *
   * @throws InvalidDatasetException if a run is unknown, if there is none, or if several are of
   *     different real images, whose classes and numbers would mix
   */
  static ExportedRuns of(Workspace place, ExportSettings settings) {
    List<RunManifest> examples =
        settings.tables().contains(ExportSettings.EXAMPLES)
            ? ExamplesTable.in(place).manifest().runs()
            : List.of();
    List<RunManifest> synthetic =
        settings.tables().contains(ExportSettings.SYNTHETIC)
            ? SyntheticTable.in(place).manifest().runs()
            : List.of();
    return settings.runs().isEmpty()
        ? latest(place, examples, synthetic)
        : chosen(place, settings, examples, synthetic);
  }

  private static ExportedRuns latest(
      Workspace place, List<RunManifest> examples, List<RunManifest> synthetic) {
    Optional<RunManifest> latest =
        ExamplesTable.in(place).manifest().runs().stream()
            .max(Comparator.comparing(RunManifest::finished));
    if (latest.isEmpty()) {
      throw nothing(place, "it holds no examples: run the stage prepare first");
    }
    String sources = latest.get().run();
    return new ExportedRuns(
        examples.isEmpty() ? List.of() : List.of(latest.get()),
        synthetic.stream().filter(run -> sources(run).equals(sources)).toList(),
        sources);
  }

  private static ExportedRuns chosen(
      Workspace place,
      ExportSettings settings,
      List<RunManifest> examples,
      List<RunManifest> synthetic) {
    List<RunManifest> realRuns = new ArrayList<>();
    List<RunManifest> madeRuns = new ArrayList<>();
    for (String wanted : new LinkedHashSet<>(settings.runs())) {
      Optional<RunManifest> real = find(examples, wanted);
      Optional<RunManifest> made = find(synthetic, wanted);
      if (real.isEmpty() && made.isEmpty()) {
        throw new InvalidDatasetException(
            "Cannot export run %s because no manifest of %s in %s tells of it: known are %s"
                .formatted(
                    wanted,
                    String.join(" and ", settings.tables()),
                    place.location(),
                    known(examples, synthetic)));
      }
      real.ifPresent(realRuns::add);
      made.ifPresent(madeRuns::add);
    }
    Set<String> sources = new LinkedHashSet<>();
    realRuns.forEach(run -> sources.add(run.run()));
    madeRuns.forEach(run -> sources.add(sources(run)));
    if (sources.size() > 1) {
      throw new InvalidDatasetException(
          "Cannot export the runs %s as one dataset because they are of different examples, whose classes need not be the same: %s"
              .formatted(settings.runs(), sources));
    }
    return new ExportedRuns(realRuns, madeRuns, sources.iterator().next());
  }

  private static Optional<RunManifest> find(List<RunManifest> runs, String wanted) {
    return runs.stream().filter(run -> run.run().equals(wanted)).findFirst();
  }

  private static List<String> known(List<RunManifest> examples, List<RunManifest> synthetic) {
    List<String> known = new ArrayList<>();
    examples.forEach(run -> known.add(run.run() + " (examples)"));
    synthetic.forEach(
        run -> known.add("%s (%s)".formatted(run.run(), run.settings().get("method"))));
    return known;
  }

  private static String sources(RunManifest made) {
    return String.valueOf(made.settings().get("examples"));
  }

  static InvalidDatasetException nothing(Workspace place, String reason) {
    return new InvalidDatasetException(
        "Cannot export from the workspace %s because %s".formatted(place.location(), reason));
  }

  /** All of them. */
  List<RunManifest> all() {
    List<RunManifest> all = new ArrayList<>(examples);
    all.addAll(synthetic);
    return all;
  }

  List<String> ids() {
    return all().stream().map(RunManifest::run).toList();
  }

  /**
   * Names of all classes of the real images, by label.
   *
   * @throws InvalidDatasetException if a label has no name, or several
   */
  List<String> classNames(Workspace place) {
    RunTable table = ExamplesTable.in(place);
    TreeMap<Long, String> names = new TreeMap<>();
    for (Row row :
        table.read(sources).select(col("label"), col("class")).distinct().collectAsList()) {
      String other = names.put(row.getLong(0), row.getString(1));
      if (other != null) {
        throw nothing(
            place,
            "label %d of run %s is %s and %s"
                .formatted(row.getLong(0), sources, other, row.getString(1)));
      }
    }
    if (names.isEmpty()) {
      throw nothing(place, "the rows of run %s are not in %s".formatted(sources, table.location()));
    }
    if (names.firstKey() != 0 || names.lastKey() != names.size() - 1) {
      throw nothing(
          place,
          "the labels of run %s must be 0 to %d, found %s"
              .formatted(sources, names.size() - 1, names.keySet()));
    }
    return List.copyOf(names.values());
  }
}
