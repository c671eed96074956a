package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.dafusion.classifier.LinearHead;
import org.dafusion.huggingface.TensorData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the two protocols leave in the table of trials, from the command line. */
class TestProtocols {
  private static final String COLUMNS =
      "id, augmentation, protocol, part, metric, class, predicted, step, value, run";

  @TempDir private Path folder;

  @Test
  void everyRowSaysWhichProtocolMadeIt() throws IOException {
    TinyExperiment experiment = TinyExperiment.in(folder);
    experiment.photo("test/ant/1.png");
    experiment.photo("test/bee/1.png");
    assertThat(experiment.run("prepare").code()).isZero();
    assertThat(experiment.run("augment").code()).isZero();
    assertThat(train(experiment).code()).isZero();
    assertThat(
            train(experiment, "classifier.protocol=published", "classifier.validation-draws=10")
                .code())
        .isZero();

    List<Row> rows = experiment.rows("trials", COLUMNS);
    List<Row> clean = of(rows, "clean");
    List<Row> published = of(rows, "published");

    assertThat(rows).allMatch(row -> List.of("clean", "published").contains(row.getAs("protocol")));
    assertThat(confusion(clean, "validation")).isEqualTo(2);
    assertThat(confusion(clean, "test")).isEqualTo(2);
    assertThat(confusion(published, "validation")).isEqualTo(10);
    assertThat(published).noneMatch(row -> row.getAs("part").equals("test"));
    assertThat(clean)
        .filteredOn(row -> row.getAs("part").equals("test"))
        .filteredOn(row -> row.getAs("metric").equals("accuracy") && row.getAs("class") == null)
        .hasSize(1);
    assertThat(moved(published.get(0).getAs("run"))).contains("bn1.running_mean");
    assertThat(moved(clean.get(0).getAs("run"))).isEmpty();
  }

  private static CommandLineRun train(TinyExperiment experiment, String... more) {
    return experiment.run("train", more);
  }

  private static List<Row> of(List<Row> rows, String protocol) {
    return rows.stream()
        .filter(row -> row.getAs("augmentation").equals("baseline"))
        .filter(row -> row.getAs("protocol").equals(protocol))
        .toList();
  }

  private static double confusion(List<Row> rows, String part) {
    return rows.stream()
        .filter(row -> row.getAs("metric").equals("confusion") && row.getAs("part").equals(part))
        .mapToDouble(row -> row.<Double>getAs("value"))
        .sum();
  }

  private List<String> moved(String run) {
    Path head = folder.resolve("work/heads").resolve(run + "-last.safetensors");
    assertThat(Files.exists(head)).isTrue();
    return LinearHead.loadBackbone(head).stream().map(TensorData::name).toList();
  }
}
