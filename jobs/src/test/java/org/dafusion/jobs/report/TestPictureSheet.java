package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.image.Image;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPictureSheet extends SparkTest {
  private static final int TILE = 16;
  private static final int GAP = 6;

  @TempDir private static Path work;
  private static WorkspaceTables tables;
  private static Dataset<Row> ants;

  @BeforeAll
  static void fillWorkspace() {
    Workspace place = Workspace.at(spark, work.toString());
    SmallWorkspace small = new SmallWorkspace(place);
    small.examples();
    small.synthetic("da-fusion");
    tables = new WorkspaceTables(place);
    ants = tables.filled(SyntheticTable.NAME).where(col("class").equalTo("ant"));
  }

  @Test
  void behindEachSourceStandItsFirstPicturesByIntensity() {
    Image sheet = new PictureSheet(tables, 10, 3, TILE).of(ants);

    assertThat(sheet.width()).isEqualTo(GAP + 4 * (TILE + GAP));
    int height = (sheet.height() - GAP) / 3;
    for (int line = 0; line < 3; line++) {
      String source = "train/ant/" + line + ".png";
      assertThat(grey(sheet, line * height, 0)).isEqualTo(greyOf(source));
      // the first three have the intensities 1, 0.25 and 0.75
      assertThat(grey(sheet, line * height, 1)).isEqualTo(greyOf(SyntheticTable.id(source, 1)));
      assertThat(grey(sheet, line * height, 2)).isEqualTo(greyOf(SyntheticTable.id(source, 2)));
      assertThat(grey(sheet, line * height, 3)).isEqualTo(greyOf(SyntheticTable.id(source, 0)));
    }
  }

  @Test
  void ofSeveralRunsOfAMethodTheLastIsShown() {
    Image all = new PictureSheet(tables, 10, 10, TILE).of(ants);
    Image last =
        new PictureSheet(tables, 10, 10, TILE).of(ants.where(col("run").equalTo("da-fusion")));

    assertThat(all).isEqualTo(last);
  }

  @Test
  void whereLinesAreFewEveryClassHasOne() {
    Image sheet = new PictureSheet(tables, 2, 1, TILE).of(tables.filled(SyntheticTable.NAME));

    assertThat(grey(sheet, 0, 0)).isEqualTo(greyOf("train/ant/0.png"));
    assertThat(grey(sheet, (sheet.height() - GAP) / 2, 0))
        .isEqualTo(greyOf("train/" + SmallWorkspace.ODD + "/0.png"));
  }

  @Test
  void shortLinesStandBesideEachOtherWhereThereIsRoom() {
    Image sheet = new PictureSheet(tables, 2, 1, TILE).of(ants, 5);

    assertThat(sheet.width()).isEqualTo(GAP + 4 * (TILE + GAP));
    for (int line = 0; line < 2; line++) {
      String source = "train/ant/" + line + ".png";
      assertThat(grey(sheet, 0, 2 * line)).isEqualTo(greyOf(source));
      assertThat(grey(sheet, 0, 2 * line + 1)).isEqualTo(greyOf(SyntheticTable.id(source, 0)));
    }
  }

  @Test
  void refusesAChoiceWithoutPictures() {
    assertThatThrownBy(() -> new PictureSheet(tables, 1, 1, TILE).of(ants.where("intensity > 2")))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("none of the rows chosen holds a picture");
    assertThatThrownBy(() -> new PictureSheet(tables, 1, 0, TILE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("found 1 and 0");
  }

  private static int grey(Image sheet, int top, int column) {
    return sheet.sample(GAP + column * (TILE + GAP) + TILE / 2, top + GAP + TILE / 2, 0);
  }

  /** As {@link SmallWorkspace#png} draws the picture of an id. */
  private static int greyOf(String id) {
    return id.hashCode() & 0xff;
  }
}
