package org.dafusion.jobs.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.dafusion.data.PoolSettings;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Expected places are those of NumPy 2.4.6: {@code default_rng(0).permutation(10)} is 4 6 2 7 3 5 9
 * 0 8 1 and the next {@code permutation(5)} 0 2 3 4 1.
 */
class TestExampleDraws extends SparkTest {
  private Workspace workspace;
  private ExampleDraws draws;

  @BeforeEach
  void openWorkspace() {
    workspace = Workspace.at(spark, folder.toString());
    draws = new ExampleDraws(workspace, ListedRows.RUN);
  }

  @Test
  void partsAreDrawnFromAsNumpyDoesAndTheirValidationPartJudges() {
    tenAndFive();

    assertThat(ids(draws.training(new FewShotSplit(3, 0))))
        .containsExactly(
            "train/ant/02",
            "train/ant/04",
            "train/ant/06",
            "train/bee/00",
            "train/bee/02",
            "train/bee/03");
    assertThat(ids(draws.judging(new FewShotSplit(3, 0))))
        .containsExactly("validation/ant/00", "validation/bee/00");
    assertThat(ids(draws.testing(new FewShotSplit(3, 0)))).containsExactly("test/bee/00");
    assertThat(draws.classNames()).containsExactly("ant", "bee");
  }

  @Test
  void anImageOfTheDrawIsWhatItsRowSays() {
    tenAndFive();

    assertThat(draws.training(new FewShotSplit(1, 0)))
        .containsExactly(
            ImageFile.of("train/ant/04", "", 0, "ant", Part.TRAIN),
            ImageFile.of("train/bee/00", "", 1, "bee", Part.TRAIN));
  }

  /** Over all ten ants, one of them of the part for validation. */
  @Test
  void halvesAreOfAllImagesWhateverTheirPart() {
    new ListedRows()
        .add(Part.TRAIN, 0, "ant", 9)
        .add(Part.VALIDATION, 0, "ant", 1)
        .add(Part.TEST, 1, "bee", 2)
        .add(Part.TRAIN, 1, "bee", 3)
        .write(workspace);

    assertThat(ids(draws.training(split(0, 0, "halves"))))
        .containsExactly(
            "test/bee/00",
            "train/ant/02",
            "train/ant/03",
            "train/ant/04",
            "train/ant/06",
            "train/ant/07",
            "train/bee/00",
            "train/bee/01");
    assertThat(ids(draws.judging(split(0, 0, "halves"))))
        .containsExactly(
            "test/bee/01",
            "train/ant/00",
            "train/ant/01",
            "train/ant/05",
            "train/ant/08",
            "train/bee/02",
            "validation/ant/00");
    assertThat(draws.testing(split(0, 0, "halves")).count()).isZero();
    assertThat(ids(draws.training(split(1, 0, "halves"))))
        .containsExactly("test/bee/00", "train/ant/04");
    assertThat(draws.judgingImages(split(0, 0, "halves"))).isEqualTo(7);
  }

  @Test
  void severalDrawsAtOnceAreThoseThatEachIsAlone() {
    tenAndFive();
    List<FewShotSplit> splits =
        List.of(
            new FewShotSplit(1, 0),
            new FewShotSplit(4, 0),
            new FewShotSplit(4, 7),
            split(2, 7, "halves"),
            split(0, 3, "fraction"));

    Map<FewShotSplit, List<ImageFile>> all = draws.training(splits);

    assertThat(all).containsOnlyKeys(splits);
    for (FewShotSplit split : splits) {
      assertThat(all.get(split))
          .isEqualTo(new ExampleDraws(workspace, ListedRows.RUN).training(split))
          .hasSize((int) draws.images(split));
    }
  }

  @Test
  void noImageJudgesThatTrains() {
    tenAndFive();

    for (String pools : List.of("parts", "halves", "fraction")) {
      FewShotSplit split = split(0, 5, pools);

      assertThat(ids(draws.judging(split)))
          .isNotEmpty()
          .doesNotContainAnyElementsOf(ids(draws.training(split)));
    }
    FewShotSplit fraction = split(0, 5, "fraction");
    assertThat(draws.judgingImages(new FewShotSplit(3, 0))).isEqualTo(2);
    assertThat(draws.testingImages(new FewShotSplit(3, 0))).isEqualTo(1);
    assertThat(draws.judgingImages(fraction)).isEqualTo(draws.judging(fraction).count());
    assertThat(draws.testingImages(fraction)).isZero();
    assertThat(draws.training(fraction).size() + draws.judging(fraction).count()).isEqualTo(18);
  }

  /** NumPy 2.4.6: {@code default_rng(1).permutation(3)} is 0 1 2; half of 12 images are wanted. */
  @Test
  void clustersAreNeverOnBothSides() {
    threeClusters();
    FewShotSplit split =
        new FewShotSplit(0, 1, new PoolSettings("clusters", 0.5), FewShotSplit.REFUSED);

    assertThat(ids(draws.training(split))).allMatch(id -> id.startsWith("x/")).hasSize(6);
    assertThat(ids(draws.judging(split))).allMatch(id -> !id.startsWith("x/")).hasSize(6);
    assertThat(draws.images(split)).isEqualTo(6);
    assertThat(draws.judgingImages(split)).isEqualTo(6);
    assertThat(draws.images(split.with(2, 1))).isEqualTo(4);
    // the first of the clusters is z, which has no ant
    assertThatThrownBy(() -> draws.images(split.with(0, 0)))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("because 'ant' has 0: ");
  }

  @Test
  void imagesWithoutAClusterCannotBeDrawnByCluster() {
    threeClusters();
    new ListedRows().add(Part.TRAIN, 0, "ant", 2).write(workspace);

    assertThatThrownBy(() -> draws.training(split(0, 0, "clusters")))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageMatching(
            "Cannot draw clusters from the examples of run r1 in file:.*/examples because 2 of its"
                + " 14 images are in none: choose other split.pools, or a dataset that tells"
                + " clusters");
  }

  @Test
  void aClassWithFewerImagesThanAreAskedForIsNamed() {
    tenAndFive();

    assertThatThrownBy(() -> draws.training(split(6, 0, "parts")))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageMatching(
            "Cannot draw 6 training images of each class with seed 0 from the examples of run r1 in"
                + " file:.*/examples because 'bee' has 5: .*");
    assertThatThrownBy(() -> draws.images(split(6, 0, "halves")))
        .hasMessageContaining("because 'bee' has 4: ");
    assertThat(draws.images(new FewShotSplit(6, 0))).isEqualTo(11);
  }

  /** The draw is over all ten; the one that cannot be read leaves it afterwards, as upstream's. */
  @Test
  void refusedImagesLeaveTheDrawAndAreReplacedByNone() {
    ListedRows rows = new ListedRows();
    for (int i = 0; i < 10; i++) {
      Status status = i == 6 || i == 1 ? Status.REFUSED : Status.OK;
      rows.add(Part.TRAIN, 0, "ant", "ant/" + i, null, status);
    }
    rows.write(workspace);

    assertThat(ids(draws.training(split(3, 0, "parts")))).containsExactly("ant/2", "ant/4");
    assertThat(ids(draws.judging(split(3, 0, "halves"))))
        .containsExactly("ant/0", "ant/5", "ant/8", "ant/9");
  }

  @Test
  void selectedRowsComeInOrderOfIdWithTheirBytesAndCanBeWalkedTwice() {
    tenAndFive();
    SelectedExamples selected = new SelectedExamples(ListedRows.RUN, new FewShotSplit(2, 0));

    for (Part part : Part.values()) {
      var rows = selected.rows(workspace, part);

      assertThat(rows).hasSize(rows.size()).isNotEmpty();
      assertThat(rows).extracting(ExampleRow::id).isSorted();
      assertThat(rows).allSatisfy(row -> assertThat(row.image()).hasSize(1));
    }
  }

  private void tenAndFive() {
    new ListedRows()
        .add(Part.TRAIN, 0, "ant", 10)
        .add(Part.VALIDATION, 0, "ant", 1)
        .add(Part.TRAIN, 1, "bee", 5)
        .add(Part.VALIDATION, 1, "bee", 1)
        .add(Part.TEST, 1, "bee", 1)
        .write(workspace);
  }

  /** Clusters x, y and z of six, three and three images. */
  private void threeClusters() {
    ListedRows rows = new ListedRows();
    for (int i = 0; i < 3; i++) {
      rows.add(Part.TRAIN, 0, "ant", "x/ant/" + i, "x")
          .add(Part.TRAIN, 1, "bee", "x/bee/" + i, "x");
    }
    for (int i = 0; i < 3; i++) {
      rows.add(Part.TRAIN, 0, "ant", "y/ant/" + i, "y");
      rows.add(Part.VALIDATION, 1, "bee", "z/bee/" + i, "z");
    }
    rows.write(workspace);
  }

  private static FewShotSplit split(int examplesPerClass, long seed, String pools) {
    return new FewShotSplit(
        examplesPerClass, seed, new PoolSettings(pools, 0.8), FewShotSplit.REFUSED);
  }

  private static List<String> ids(List<ImageFile> images) {
    return images.stream().map(ImageFile::id).toList();
  }

  private static List<String> ids(Dataset<Row> rows) {
    return rows.select("id").as(Encoders.STRING()).collectAsList().stream().sorted().toList();
  }
}
