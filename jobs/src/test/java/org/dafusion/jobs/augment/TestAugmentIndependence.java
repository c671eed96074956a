package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.LeakageSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.examples.DatasetSettings;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.LimitSettings;
import org.dafusion.jobs.examples.PrepareStage;
import org.dafusion.jobs.examples.RangelandSettings;
import org.dafusion.jobs.executor.ExecutorModels;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.pictures.InvertSettings;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;
import org.junit.jupiter.api.Test;

/**
 * The same pictures, to the last byte, whatever the cluster looks like. Intensities are mixed, so
 * rows of a batch start at different timesteps and leave it at different times; about half of the
 * pictures then come back to be edited once more.
 */
class TestAugmentIndependence extends SparkTest {
  /** Sessions of Spark 4 may fail to close. */
  @Test
  void tableIsTheSameForEveryMasterPartitionCountAndCommit() throws IOException {
    List<String> expected = pictures(spark, "local2", 2, 1000);
    assertThat(expected).hasSize(4 * 4 * 2);

    assertThat(pictures(spark, "partitions1", 1, 1000)).isEqualTo(expected);
    assertThat(pictures(spark, "partitions3", 3, 1000)).isEqualTo(expected);
    assertThat(pictures(spark, "partitions7", 7, 1)).isEqualTo(expected);

    try (SparkSession single = openLocal(1)) {
      assertThat(pictures(single, "local1", 0, 10)).isEqualTo(expected);
    }
    int loadsHere = ExecutorModels.loads();
    try (SparkSession cluster = openCluster(2)) {
      assertThat(pictures(cluster, "cluster", 4, 16)).isEqualTo(expected);
    }
    assertThat(ExecutorModels.loads())
        .as("the executors' own processes did it")
        .isEqualTo(loadsHere);
  }

  private List<String> pictures(
      SparkSession session, String name, int partitions, int commitEvery) {
    Path workspace = folder.resolve(name);
    Config config =
        ExperimentConfig.load(
                ExperimentConfig.reference(),
                null,
                List.of(
                    "dataset.path=rangeland",
                    "dataset.rangeland.train-per-class=8",
                    "dataset.rangeland.validation-per-class=8",
                    "model.path=random",
                    "split.examples-per-class=4",
                    "augment.size=32",
                    "augment.steps=6",
                    "augment.batch=3",
                    "augment.repeats=2",
                    "augment.method.chain={type=sequential, methods=[real-guidance, again],"
                        + " probabilities=[1, 0.5]}",
                    "augment.method.again={guidance-range=[0, 5]}",
                    "augment.partitions=" + partitions,
                    "augment.commit-every=" + commitEvery),
                Map.of(
                    "augment.method", "augment.method-defaults",
                    "invert.recipes", "invert.recipe-defaults"))
            .config();
    ExampleSettings examples =
        new ExampleSettings(
            DatasetSettings.from(
                config.getConfig("dataset"),
                RangelandSettings.from(config.getConfig("dataset.rangeland"))),
            FewShotSplit.from(config.getConfig("split")),
            LimitSettings.from(config.getConfig("limits")));
    PictureSettings settings =
        new PictureSettings(
            ModelSettings.from(config.getConfig("model")),
            ExecutorSettings.from(config.getConfig("executor")),
            AugmentSettings.from(config.getConfig("augment")),
            List.of(MethodSettings.from("chain", config.getConfig("augment"))),
            LeakageSettings.from(config.getConfig("leakage")),
            InvertSettings.from(config.getConfig("invert")),
            null);
    new PrepareStage(workspace.toString(), examples).run(session, line -> {});
    new AugmentStage(workspace.toString(), examples, settings).run(session, line -> {});
    return SyntheticTable.in(Workspace.at(session, workspace.toString()))
        .read()
        .orderBy("id")
        .collectAsList()
        .stream()
        .map(TestAugmentIndependence::text)
        .toList();
  }

  /** Every column, the image's bytes too. */
  private static String text(Row row) {
    byte[] image = row.<Row>getAs("image").getAs("bytes");
    return row.json() + " " + HexFormat.of().formatHex(image).hashCode();
  }
}
