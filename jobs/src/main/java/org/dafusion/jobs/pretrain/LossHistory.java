package org.dafusion.jobs.pretrain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.dafusion.report.LossChart;

/**
 * What a training told of itself, step by step, as a text of {@code step,measure,value}. Names of
 * measures begin with {@code train/} or {@code validation/}.
 */
final class LossHistory {
  static final String TRAIN = "train/";
  static final String VALIDATION = "validation/";

  /** Seconds that the training took so far, all invocations together. */
  static final String SECONDS = "seconds";

  private static final String STEP = "step";
  private static final String MEASURE = "measure";
  private static final String VALUE = "value";
  private static final CSVFormat WRITTEN =
      CSVFormat.DEFAULT.builder().setHeader(STEP, MEASURE, VALUE).setRecordSeparator('\n').build();
  private static final CSVFormat READ = WRITTEN.builder().setSkipHeaderRecord(true).build();

  /** Steps that are kept; of a longer training every n-th. */
  private static final int KEPT = 20_000;

  private final List<Entry> entries = new ArrayList<>();
  private final long every;

  /** A history without entries, for so many steps. */
  LossHistory(long steps) {
    every = Math.max(1, steps / KEPT);
  }

  /** Goes on with what was written about the steps until then, whatever was written after. */
  void resume(String text, long lastStep) {
    entries.clear();
    try (CSVParser lines = CSVParser.parse(text, READ)) {
      for (CSVRecord line : lines) {
        long step = Long.parseLong(line.get(STEP));
        if (step <= lastStep) {
          entries.add(new Entry(step, line.get(MEASURE), Double.parseDouble(line.get(VALUE))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void trained(long step, Map<String, Double> measures) {
    if (step % every == 0) {
      measures.forEach((name, value) -> entries.add(new Entry(step, TRAIN + name, value)));
    }
  }

  void validated(long step, Map<String, Double> measures) {
    measures.forEach((name, value) -> entries.add(new Entry(step, VALIDATION + name, value)));
  }

  void took(long step, double seconds) {
    entries.add(new Entry(step, SECONDS, seconds));
  }

  /** Seconds that were noted last, 0 where none were. */
  double seconds() {
    SortedMap<Long, Double> noted = measure(SECONDS);
    return noted.isEmpty() ? 0 : noted.get(noted.lastKey());
  }

  /** Values of a measure by step; none where it was never told. */
  SortedMap<Long, Double> measure(String name) {
    SortedMap<Long, Double> values = new TreeMap<>();
    entries.stream()
        .filter(entry -> entry.measure().equals(name))
        .forEach(entry -> values.put(entry.step(), entry.value()));
    return values;
  }

  /**
   * A measure as a curve, named by its kind.
   *
   * @param most points; where there are more values, a point is the mean of several
   */
  LossChart.Curve curve(String name, int most) {
    SortedMap<Long, Double> values = measure(name);
    List<Long> all = List.copyOf(values.keySet());
    List<Integer> steps = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    int together = Math.max(1, (all.size() + most - 1) / most);
    for (int from = 0; from < all.size(); from += together) {
      List<Long> group = all.subList(from, Math.min(from + together, all.size()));
      steps.add((int) group.stream().mapToLong(Long::longValue).average().orElseThrow());
      means.add(group.stream().mapToDouble(values::get).average().orElseThrow());
    }
    return new LossChart.Curve(name.substring(0, name.indexOf('/')), steps, means);
  }

  /** Names of measures in the order in which they were first told. */
  List<String> measures() {
    return entries.stream().map(Entry::measure).distinct().toList();
  }

  /** Mean of the last values of a measure, as many as there are up to that number. */
  double recent(String name, int most) {
    List<Double> values = List.copyOf(measure(name).values());
    return values.subList(Math.max(0, values.size() - most), values.size()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }

  /** The text. */
  String text() {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter lines = new CSVPrinter(text, WRITTEN)) {
      for (Entry entry : entries) {
        lines.printRecord(entry.step(), entry.measure(), entry.value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private record Entry(long step, String measure, double value) {}
}
