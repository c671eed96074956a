package org.dafusion.classifier;

import java.util.List;
import java.util.stream.Stream;
import org.dafusion.classifier.FeatureTable.Entry;
import org.dafusion.random.Seeds;
import org.dafusion.random.UniformDraws;

/** The batches of a trial, one after the other: which rows of the feature table, which labels. */
final class TrainingDraws {
  private final List<Entry> entries;
  private final ExampleMixer mixer;
  private final UniformDraws random;
  private final int views;
  private final long[] rows;
  private final int[] labels;

  TrainingDraws(FeatureTable table, ClassifierSettings settings, int views) {
    List<Entry> real = table.entries().stream().filter(e -> e.sourceId() == null).toList();
    List<Entry> synthetic = table.entries().stream().filter(e -> e.sourceId() != null).toList();
    this.entries = Stream.concat(real.stream(), synthetic.stream()).toList();
    this.mixer =
        new ExampleMixer(
            real.stream().map(Entry::id).toList(),
            synthetic.stream().map(Entry::sourceId).toList(),
            settings.syntheticProbability());
    this.random = new UniformDraws(Seeds.derive(settings.seed(), "mixing"));
    this.views = views;
    this.rows = new long[settings.batch()];
    this.labels = new int[settings.batch()];
  }

  /** Draws the next batch. */
  void next() {
    for (int i = 0; i < rows.length; i++) {
      Entry entry = entries.get(mixer.draw(random));
      rows[i] = entry.firstRow() + random.below(views);
      labels[i] = entry.label();
    }
  }

  /** Rows of the feature table of the present batch. */
  long[] rows() {
    return rows;
  }

  /** Labels of the present batch. */
  int[] labels() {
    return labels;
  }
}
