package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that a run ends with. */
class TestReport {
  @TempDir private Path folder;

  @Test
  void aRunEndsWithAPageOfWhatItMade() throws IOException {
    TinyExperiment experiment = TinyExperiment.in(folder);

    CommandLineRun run = experiment.run("run", "report.enabled=true");

    Path page = experiment.workspace().resolve("report.html");
    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.output())
        .anyMatch(line -> line.matches("report: file:" + page + ", \\d+\\.\\d MB"));
    Document read = Jsoup.parse(Files.readString(page));
    assertThat(read.select(".sheet h3").eachText())
        .containsExactly("ant, all examples, seed 0", "bee, all examples, seed 0");
    assertThat(read.select("section.chapter")).hasSize(9);
    assertThat(read.select("h2").eachText()).contains("What is taken for what");
    assertThat(read.select("#accuracy tbody tr")).isNotEmpty();
  }

  @Test
  void thereIsNothingToReportWhereNothingRan() throws IOException {
    CommandLineRun run = TinyExperiment.in(folder).run("report");

    assertThat(run.code()).isEqualTo(ExitCode.INPUT);
    assertThat(String.join("\n", run.errors())).contains("because it holds none of the tables");
  }
}
