package org.dafusion.jobs.inspect;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.stage.Progress;

/**
 * What the stage tells of a path.
 *
 * @param lines of its summary
 */
record Inspection(List<String> lines) {
  /** With eight tiles of 64 pixels to a line of a contact sheet. */
  static Inspection of(SparkSession spark, String path) {
    return of(spark, new InspectSettings(path, "", 8, 64), line -> {});
  }

  static Inspection of(SparkSession spark, InspectSettings settings, Progress progress) {
    return new Inspection(new InspectStage(settings).run(spark, progress).lines());
  }

  String last() {
    return lines.get(lines.size() - 1);
  }

  /** The words of the line that begins with this one. */
  List<String> words(String first) {
    return lines.stream()
        .map(line -> List.of(line.strip().split(" +")))
        .filter(words -> words.get(0).equals(first))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No line begins with " + first + ": " + lines));
  }
}
