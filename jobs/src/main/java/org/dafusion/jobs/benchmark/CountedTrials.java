package org.dafusion.jobs.benchmark;

import com.google.gson.JsonParseException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.table.Workspace;

/**
 * The trials that the latest benchmark of some datasets has counted, as its result files name them.
 * A workspace may hold others of the same methods, made with other settings or for other datasets.
 *
 * @param files names of result files
 */
public record CountedTrials(List<String> files) {
  public CountedTrials {
    files = List.copyOf(files);
  }

  /**
   * Those of a benchmark.
   *
   * @param protocols of each dataset, by the name that the benchmark has for it
   */
  public static CountedTrials of(Map<String, List<String>> protocols) {
    List<String> files = new ArrayList<>();
    protocols.forEach(
        (dataset, each) ->
            each.forEach(
                protocol -> files.add(fileName(dataset, each.size() > 1 ? protocol : ""))));
    return new CountedTrials(files);
  }

  /**
   * The name of a result file.
   *
   * @param dataset empty for the only one
   * @param protocol empty for the only one
   */
  static String fileName(String dataset, String protocol) {
    return "result"
        + (dataset.isEmpty() ? "" : "-" + dataset)
        + (protocol.isEmpty() ? "" : "-" + protocol)
        + ".json";
  }

  /**
   * Their runs.
   *
   * @throws InvalidDatasetException if the workspace lacks a file
   */
  public Set<String> runs(Workspace place) {
    Set<String> runs = new TreeSet<>();
    for (String name : files) {
      read(place, name).cells().stream()
          .map(BenchmarkResult.Cell::runs)
          .map(Map::values)
          .flatMap(Collection::stream)
          .forEach(runs::add);
    }
    return runs;
  }

  private static BenchmarkResult read(Workspace place, String name) {
    Path file = place.path(name);
    try (FSDataInputStream in = file.getFileSystem(place.hadoop()).open(file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      BenchmarkResult result = BenchmarkResult.GSON.fromJson(text, BenchmarkResult.class);
      if (result == null || result.cells() == null) {
        throw damaged(file, "it has no cells");
      }
      return result;
    } catch (FileNotFoundException e) {
      throw new InvalidDatasetException(
          "Cannot tell the trials of the benchmark because there is no %s: run the stage benchmark first, or set report.trials = all"
              .formatted(file));
    } catch (JsonParseException e) {
      // what follows is an address of the library's
      throw damaged(file, e.getMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + " because " + e.getMessage(), e);
    }
  }

  private static InvalidDatasetException damaged(Path file, String reason) {
    return new InvalidDatasetException(
        "Cannot read the result of a benchmark, %s, because %s: run the stage benchmark again, which writes it anew"
            .formatted(file, reason));
  }
}
