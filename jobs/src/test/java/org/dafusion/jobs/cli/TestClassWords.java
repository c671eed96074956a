package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes that a dataset calls by codes go by words from {@code prepare} on. */
class TestClassWords {
  private static final String WORDS =
      "dataset.class-names={ n01440764 = \"tench\", \"0\" = \"no spurge\" }";

  @TempDir private Path folder;

  @Test
  void theyReachTheTableTheInitialWordAndTheCheckOfPrompts() throws IOException {
    TinyExperiment experiment = photos();

    CommandLineRun prepared = experiment.run("prepare", WORDS);

    assertThat(prepared.errors()).isEmpty();
    assertThat(experiment.rows("examples", "id, label, class"))
        .extracting(Row::toString)
        .containsExactly(
            "[train/0/1.png,0,no spurge]",
            "[train/ant/1.png,1,ant]",
            "[train/n01440764/1.png,2,tench]",
            "[validation/0/1.png,0,no spurge]",
            "[validation/ant/1.png,1,ant]",
            "[validation/n01440764/1.png,2,tench]");

    CommandLineRun refused =
        experiment.run(
            "invert",
            WORDS,
            "leakage.class-names=refused",
            "invert.recipes.table.templates=[\"n01440764 {}\", \"a {} beside tenches\"]");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errors())
        .containsExactly(
            "dafusion: Invalid settings:",
            "  augment.method.real-guidance.prompt must not name a class (leakage.class-names ="
                + " refused), found 'a photo of a no spurge', where 'no spurge' is of the class no"
                + " spurge",
            "  invert.recipes.table.templates must not name a class (leakage.class-names ="
                + " refused), found 'a {} beside tenches', where 'tenches' is of the class tench");

    CommandLineRun learned =
        experiment.run(
            "invert",
            WORDS,
            "invert.recipes.table={initial=\"{name}\", steps=1, batch=1}",
            "invert.previews=0");

    assertThat(learned.errors()).isEmpty();
    assertThat(experiment.rows("embeddings", "id, label, class, placeholder, initial"))
        .extracting(Row::toString)
        .containsExactly(
            "[class/ant,1,ant,<ant>,ant]",
            "[class/no spurge,0,no spurge,<no_spurge>,no spurge]",
            "[class/tench,2,tench,<tench>,tench]");
  }

  @Test
  void otherWordsMakeAnotherRun() throws IOException {
    TinyExperiment experiment = photos();

    assertThat(experiment.run("prepare").code()).isZero();
    CommandLineRun unprepared = experiment.run("invert", "dataset.class-names.ant=wasp");
    assertThat(experiment.run("prepare", "dataset.class-names.ant=wasp").code()).isZero();

    assertThat(unprepared.code()).isEqualTo(3);
    assertThat(unprepared.errors().get(0)).contains("run the stage prepare with the same settings");
    assertThat(experiment.rows("examples", "id, run, class"))
        .filteredOn(row -> row.getString(0).equals("train/ant/1.png"))
        .extracting(row -> row.getString(2))
        .containsExactlyInAnyOrder("ant", "wasp");
    assertThat(experiment.rows("examples", "id, run").stream().map(row -> row.get(1)).distinct())
        .hasSize(2);
  }

  @Test
  void labelsInsideParquetFilesHaveThemToo() {
    TinyExperiment experiment = new TinyExperiment(folder);

    CommandLineRun run =
        experiment.run(
            "prepare",
            "dataset.path=rangeland",
            "dataset.rangeland={train-per-class=1, validation-per-class=1, size=16,"
                + " layout=hugging-face}",
            "dataset.class-names.leafy_spurge=weed");

    assertThat(run.errors()).isEmpty();
    assertThat(experiment.rows("examples", "id, class"))
        .filteredOn(row -> row.getString(0).contains("/leafy_spurge/"))
        .hasSize(2)
        .allMatch(row -> row.getString(1).equals("weed"));
    assertThat(experiment.rows("examples", "id, class"))
        .filteredOn(row -> !row.getString(0).contains("/leafy_spurge/"))
        .hasSize(6)
        .allMatch(row -> row.getString(0).contains("/" + row.getString(1) + "/"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dataset.class-names.ant=|command line: dataset.class-names.ant must not be empty, found"
            + " ''",
        "dataset.class-names={ant=bee, \"0\"=bee}|command line: dataset.class-names.ant must differ"
            + " from what the class 0 is called, found 'bee'",
        "dataset.class-names={a.b=bee}|command line: dataset.class-names.a must be text (a name with"
            + " dots stands in quotes), found {b=bee}",
        "dataset.class-names=bee|command line: dataset.class-names must be a block { … }, found"
            + " 'bee'",
        "dataset.class-names={n02=bee}|dataset.class-names.n02 must name a class of the dataset (0,"
            + " ant, n01440764), found 'n02'",
        "dataset.class-names={\"0\"=ant}|dataset.class-names.0 must differ from what the class ant is"
            + " called, found 'ant'"
      })
  void wordsOfNoUseEndTheRunBeforeAnyWork(String setting, String problem) throws IOException {
    TinyExperiment experiment = photos();

    CommandLineRun run = experiment.run("run", setting);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).containsExactly("dafusion: Invalid settings:", "  " + problem);
    assertThat(experiment.workspace()).doesNotExist();
  }

  @Test
  void nothingIsRenderedForAClassThatThereIsNot() {
    TinyExperiment experiment = new TinyExperiment(folder);

    CommandLineRun run =
        experiment.run("run", "dataset.path=rangeland", "dataset.class-names.cat=bee");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors()).hasSize(2);
    assertThat(run.errors().get(1))
        .startsWith("  command line: dataset.class-names.cat must name a class of the dataset (")
        .contains("leafy_spurge")
        .endsWith("found 'cat'");
    assertThat(experiment.workspace()).doesNotExist();
  }

  private TinyExperiment photos() throws IOException {
    TinyExperiment experiment = new TinyExperiment(folder);
    for (String part : List.of("train", "validation")) {
      for (String name : List.of("0", "ant", "n01440764")) {
        experiment.photo(part + "/" + name + "/1.png");
      }
    }
    return experiment;
  }
}
