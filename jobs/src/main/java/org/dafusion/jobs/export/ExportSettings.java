package org.dafusion.jobs.export;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.dafusion.config.Rules;

/**
 * The block {@code export}.
 *
 * @param path folder or URL of the dataset; empty for {@code export} in the workspace
 * @param tables which of {@code examples} and {@code synthetic} go out
 * @param runs of these tables; empty for the latest run of {@code examples} and all pictures made
 *     from it
 * @param shardMegabytes of images in a file, about
 * @param rowGroupMegabytes in a row group of a file, about
 * @param location whether image files keep the place where they were taken
 * @param card what nobody but the user knows
 */
public record ExportSettings(
    String path,
    List<String> tables,
    List<String> runs,
    int shardMegabytes,
    int rowGroupMegabytes,
    boolean location,
    CardSettings card)
    implements Serializable {
  /** The real images. */
  static final String EXAMPLES = "examples";

  /** The pictures made from them. */
  static final String SYNTHETIC = "synthetic";

  private static final long MEGABYTE = 1_000_000;

  /**
   * What the card says that the tables do not.
   *
   * @param title of the dataset
   * @param licence as Hugging Face spells it; empty where nobody decided
   * @param licenceName of a licence that Hugging Face does not list
   * @param licenceLink to its text
   * @param source where the real images come from, a sentence with their authors
   * @param citation of the real images, BibTeX or text
   */
  public record CardSettings(
      String title,
      String licence,
      String licenceName,
      String licenceLink,
      String source,
      String citation)
      implements Serializable {}

  public ExportSettings {
    tables = List.copyOf(tables);
    runs = List.copyOf(runs);
    Rules.of("export")
        .that(
            "tables",
            !tables.isEmpty()
                && Set.of(EXAMPLES, SYNTHETIC).containsAll(tables)
                && tables.stream().distinct().count() == tables.size(),
            "name examples, synthetic or both",
            tables)
        .place("path", path)
        .between("shard-megabytes", shardMegabytes, 1, 100_000)
        .between("row-group-megabytes", rowGroupMegabytes, 1, 1_000)
        .that(
            "licence-name",
            card.licenceName().isEmpty() || card.licence().equals("other"),
            "be empty unless licence is other",
            card.licenceName())
        .verify();
  }

  /** Reads the block {@code export}. */
  public static ExportSettings from(Config config) {
    return new ExportSettings(
        config.getString("path"),
        config.getStringList("tables"),
        config.getStringList("runs"),
        config.getInt("shard-megabytes"),
        config.getInt("row-group-megabytes"),
        config.getBoolean("location"),
        new CardSettings(
            config.getString("title"),
            config.getString("licence"),
            config.getString("licence-name"),
            config.getString("licence-link"),
            config.getString("source"),
            config.getString("citation")));
  }

  long shardBytes() {
    return shardMegabytes * MEGABYTE;
  }

  long rowGroupBytes() {
    return rowGroupMegabytes * MEGABYTE;
  }
}
