package org.dafusion.jobs.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dafusion.data.DrawnImages;
import org.dafusion.jobs.table.EmbeddingRow;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ErasureRow;
import org.dafusion.jobs.table.ErasuresTable;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticRow;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;

/** Tables of drawn images, and of numbers, filled as stages would fill them. */
record DrawnTables(Workspace workspace) {
  /**
   * Four classes with four photos to train and two to validate, and one that cannot be read.
   *
   * @param drawn folder for the photos
   */
  void examples(String run, Path drawn) throws IOException {
    new DrawnImages(4, 2, 48, 0).write(drawn);
    List<Row> rows = new ArrayList<>();
    rows.add(example(run, "train/square/bad.jpg", null));
    try (Stream<Path> files = Files.walk(drawn)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String id = drawn.relativize(file).toString();
        rows.add(example(run, id, Files.readAllBytes(file)));
      }
    }
    ExamplesTable.in(workspace).append(rows);
  }

  private static Row example(String run, String id, byte[] image) {
    String[] parts = id.split("/");
    Integer side = image == null ? null : 48;
    return ExamplesTable.toRow(
        new ExampleRow(
            id,
            run,
            "shapes",
            parts[0],
            DrawnImages.classNames().indexOf(parts[1]),
            parts[1],
            side,
            side,
            image,
            null,
            null,
            null,
            null,
            id,
            image == null ? Status.REFUSED : Status.OK,
            image == null ? "the file is empty" : null));
  }

  /** Four pictures for each of two sources of each class, copies of the source; one is flagged. */
  void synthetic(String run, String examples) {
    List<Row> rows = new ArrayList<>();
    for (String className : DrawnImages.classNames()) {
      for (String number : List.of("000", "001")) {
        String id = "train/%s/%s.png".formatted(className, number);
        ExampleRow source =
            ExamplesTable.fromRow(
                ExamplesTable.in(workspace).read(examples).where("id = '" + id + "'").first());
        for (int repeat = 0; repeat < 4; repeat++) {
          boolean flagged = id.equals("train/circle/000.png") && repeat == 3;
          rows.add(SyntheticTable.toRow(synthetic(run, source, repeat, flagged)));
        }
      }
    }
    SyntheticTable.in(workspace).append(rows);
    SyntheticTable.in(workspace)
        .manifest()
        .record(
            new RunManifest(
                run,
                "augment",
                Map.of(),
                Map.of("examples", examples),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                1,
                new TreeSet<>(),
                "2026-01-01T00:00:00Z",
                null,
                Map.of()));
  }

  private static SyntheticRow synthetic(
      String run, ExampleRow source, int repeat, boolean flagged) {
    double intensity = List.of(0.25, 0.5, 1.0).get(repeat % 3);
    return flagged
        ? row(run, source.id(), source.className(), repeat, intensity, null, Status.FLAGGED)
        : row(run, source.id(), source.className(), repeat, intensity, source.image(), Status.OK);
  }

  /** Pictures of these intensities that could not be made. */
  void refused(double... intensities) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < intensities.length; i++) {
      rows.add(
          SyntheticTable.toRow(
              row("s1", "a.jpg", "circle", i, intensities[i], null, Status.REFUSED)));
    }
    SyntheticTable.in(workspace).append(rows);
  }

  private static SyntheticRow row(
      String run,
      String source,
      String className,
      int repeat,
      double intensity,
      byte[] image,
      Status status) {
    Integer side = image == null ? null : 48;
    String id = SyntheticTable.id(source, repeat);
    return new SyntheticRow(
        id,
        run,
        source,
        repeat,
        DrawnImages.classNames().indexOf(className),
        className,
        intensity,
        "real-guidance",
        "real-guidance",
        "a photo",
        7.5,
        25,
        "ddim",
        repeat,
        0,
        "m1",
        image,
        image == null ? null : id + ".png",
        side,
        side,
        status,
        status == Status.OK ? null : "a reason");
  }

  /** The accuracies of a trial in turn, each with that of a class. */
  void trial(String run, long seed, double... accuracies) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < accuracies.length; i++) {
      for (String className : new String[] {null, "circle"}) {
        rows.add(
            TrialsTable.toRow(
                new TrialRow(
                    run,
                    "shapes",
                    "real-guidance",
                    4,
                    seed,
                    "clean",
                    i,
                    10 * (i + 1),
                    "validation",
                    "accuracy",
                    className,
                    null,
                    className == null ? accuracies[i] : 1)));
      }
    }
    TrialsTable.in(workspace).append(rows);
  }

  void embedding(String className, double loss, Status status) {
    EmbeddingRow row =
        new EmbeddingRow(
            EmbeddingsTable.ofClass(className),
            "r1",
            0,
            className,
            null,
            "<" + className + ">",
            status == Status.OK ? List.of(new float[] {1, 2}) : null,
            "the",
            4,
            100,
            loss,
            List.of(2 * loss, loss),
            loss / 2,
            0,
            "m1",
            status,
            null);
    EmbeddingsTable.in(workspace).append(List.of(EmbeddingsTable.toRow(row)));
  }

  void erasure(String className, double loss, Status status) {
    ErasureRow row =
        new ErasureRow(
            "r1", className, className, "esd-x", 200, loss, "file", "digest", 1L, 0, "m1", status,
            null);
    ErasuresTable.in(workspace).append(List.of(ErasuresTable.toRow(row)));
  }
}
