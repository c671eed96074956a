package org.dafusion.jobs.report;

import com.typesafe.config.Config;
import java.util.List;
import org.dafusion.config.Rules;

/**
 * The block {@code report}: how much a report shows, which bounds what the driver holds and the
 * file's size.
 *
 * @param trials which are compared: {@code all} of the workspace, or {@code benchmark} for those
 *     that the benchmark has counted
 * @param baseline augmentation that the others are compared with
 * @param classes with a contact sheet
 * @param sourcesPerClass lines of a contact sheet
 * @param picturesPerSource pictures of each method in a line
 * @param tile longer side of a picture on a sheet, in pixels
 * @param tokens in the table of tokens
 * @param rows without a result that are listed
 * @param figures what is drawn of trials
 */
public record ReportSettings(
    String trials,
    String baseline,
    int classes,
    int sourcesPerClass,
    int picturesPerSource,
    int tile,
    int tokens,
    int rows,
    FigureSettings figures) {
  private static final String BENCHMARK = "benchmark";

  public ReportSettings {
    Rules.of("report")
        .oneOf("trials", trials, List.of("all", BENCHMARK))
        .notEmpty("baseline", baseline)
        .between("classes", classes, 1, 1000)
        .between("sources-per-class", sourcesPerClass, 1, 100)
        .between("pictures-per-source", picturesPerSource, 1, 100)
        .between("tile", tile, 16, 512)
        .between("tokens", tokens, 1, 1000)
        .between("rows", rows, 1, 10_000)
        .verify();
  }

  /** Reads the block {@code report}. */
  public static ReportSettings from(Config config) {
    return new ReportSettings(
        config.getString("trials"),
        config.getString("baseline"),
        config.getInt("classes"),
        config.getInt("sources-per-class"),
        config.getInt("pictures-per-source"),
        config.getInt("tile"),
        config.getInt("tokens"),
        config.getInt("rows"),
        FigureSettings.from(config));
  }

  /** Whether only trials are told that the benchmark has counted. */
  public boolean countedOnly() {
    return trials.equals(BENCHMARK);
  }
}
