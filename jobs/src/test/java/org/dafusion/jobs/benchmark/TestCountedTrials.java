package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestCountedTrials extends SparkTest {
  private Workspace place;

  @BeforeEach
  void open() {
    place = Workspace.at(spark, folder.toString());
  }

  @Test
  void aFileIsNamedByWhatThereIsMoreThanOneOf() {
    Map<String, List<String>> protocols = new LinkedHashMap<>();
    protocols.put("coco", List.of("clean", "published"));
    protocols.put("spurge", List.of("clean"));

    assertThat(CountedTrials.of(protocols).files())
        .containsExactly(
            "result-coco-clean.json", "result-coco-published.json", "result-spurge.json");
    assertThat(CountedTrials.of(Map.of("", List.of("clean"))).files())
        .containsExactly("result.json");
  }

  @Test
  void theRunsOfAllCellsAreCounted() throws IOException {
    write("result-a.json", "{\"cells\": [{\"runs\": {\"0\": \"r1\", \"1\": \"r2\"}}]}");
    write(
        "result-b.json", "{\"cells\": [{\"runs\": {\"0\": \"r2\"}}, {\"runs\": {\"0\": \"r3\"}}]}");
    write("result-c.json", "{\"cells\": [{\"runs\": {\"0\": \"r4\"}}]}");

    assertThat(new CountedTrials(List.of("result-a.json", "result-b.json")).runs(place))
        .containsExactly("r1", "r2", "r3");
  }

  @Test
  void aFileThatIsNotThereOrDamagedIsNamed() throws IOException {
    assertThatThrownBy(() -> new CountedTrials(List.of("result-x.json")).runs(place))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageMatching(
            "Cannot tell the trials of the benchmark because there is no file:.*/result-x.json: run"
                + " the stage benchmark first, or set report.trials = all");
    for (String damaged : List.of("", "{}", "{\"cells\": 7}")) {
      write("result-y.json", damaged);
      assertThatThrownBy(() -> new CountedTrials(List.of("result-y.json")).runs(place))
          .isInstanceOf(InvalidDatasetException.class)
          .hasMessageMatching(
              "Cannot read the result of a benchmark, file:.*/result-y.json, because .*: run the"
                  + " stage benchmark again, which writes it anew");
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
