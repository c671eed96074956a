package org.dafusion.jobs.doctor;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.dafusion.data.ImageDataset;
import org.dafusion.data.ImageFile;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.PrepareStage;
import org.dafusion.jobs.table.Workspace;

/** The dataset, listed as {@code prepare} lists it; no picture is read, and none rendered. */
record DatasetCheck(SparkSession spark, String workspace, ExampleSettings examples)
    implements Check {
  @Override
  public String name() {
    return "dataset";
  }

  @Override
  public Finding make() {
    if (examples.dataset().isRangeland()) {
      return Finding.ok(examples.dataset().path() + ", which `prepare` renders");
    }
    ImageDataset images =
        new PrepareStage(workspace, examples)
            .list(spark, Workspace.at(spark, workspace), line -> {});
    if (images.files().isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot use the dataset %s because it has no image".formatted(examples.dataset().path()));
    }
    images.requireTrainingImages();
    SortedMap<String, Long> parts =
        images.files().stream()
            .collect(
                Collectors.groupingBy(DatasetCheck::part, TreeMap::new, Collectors.counting()));
    String text =
        "%s, %d classes, images: %s"
            .formatted(
                images.name(),
                images.classNames().size(),
                parts.entrySet().stream()
                    .map(part -> part.getValue() + " " + part.getKey())
                    .collect(Collectors.joining(", ")));
    return images.notes().isEmpty()
        ? Finding.ok(text)
        : Finding.warning(text + ". " + String.join(" ", images.notes()), "");
  }

  private static String part(ImageFile file) {
    return file.part().folderName();
  }
}
