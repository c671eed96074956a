package org.dafusion.inversion;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntSupplier;
import org.dafusion.config.Rules;

/**
 * The block {@code invert}; {@code reference.conf} has the defaults and their sources.
 *
 * @param recipe name of a block in {@code invert.recipes}
 * @param tokens label of a {@link TokenScope}
 * @param specificClasses classes whose pictures have tokens of their own where the scope is hybrid
 * @param size side in pixels of the square that pictures are squashed to
 * @param rows samples, of all concepts in work, that the device takes at once: a number, or the
 *     word that leaves it to the device; see {@link DeviceRows}
 * @param gradientCheckpointing label of a {@link GradientCheckpointing}
 * @param checkpointEvery steps between two checkpoints of what is in work
 * @param seed that the seeds of all concepts derive from
 */
public record InversionSettings(
    String recipe,
    String tokens,
    List<String> specificClasses,
    int size,
    String rows,
    String gradientCheckpointing,
    int checkpointEvery,
    long seed)
    implements Serializable {

  public InversionSettings {
    specificClasses = List.copyOf(specificClasses);
    Rules.of("invert")
        .notEmpty("recipe", recipe)
        .oneOf("tokens", tokens, TokenScope.labels())
        .that(
            "specific-classes",
            tokens.equals("hybrid") != specificClasses.isEmpty(),
            "name classes where tokens is hybrid, and only there",
            specificClasses)
        .between("size", size, 8, 4096)
        .that("rows", isRows(rows), "be auto or a whole number between 1 and 1024", rows)
        .oneOf("gradient-checkpointing", gradientCheckpointing, GradientCheckpointing.labels())
        .between("checkpoint-every", checkpointEvery, 1, 1_000_000)
        .atLeast("seed", seed, 0)
        .verify();
  }

  /** Reads the block {@code invert}. */
  public static InversionSettings from(Config config) {
    return new InversionSettings(
        config.getString("recipe"),
        config.getString("tokens"),
        config.getStringList("specific-classes"),
        config.getInt("size"),
        config.getString("rows"),
        config.getString("gradient-checkpointing"),
        config.getInt("checkpoint-every"),
        config.getLong("seed"));
  }

  private static boolean isRows(String rows) {
    if (!rows.matches("[0-9]{1,4}")) {
      return rows.equals(DeviceRows.AUTO);
    }
    int number = Integer.parseInt(rows);
    return 1 <= number && number <= 1024;
  }

  /**
   * The number of rows.
   *
   * @param ofDevice what the device takes, asked where it is left to the device
   */
  public int rowsOr(IntSupplier ofDevice) {
    return rows.equals(DeviceRows.AUTO) ? ofDevice.getAsInt() : Integer.parseInt(rows);
  }

  /** The same with a number of rows. */
  public InversionSettings withRows(int number) {
    return new InversionSettings(
        recipe,
        tokens,
        specificClasses,
        size,
        Integer.toString(number),
        gradientCheckpointing,
        checkpointEvery,
        seed);
  }

  /** Whether each picture of a class has a token of its own, instead of one for the class. */
  public boolean isSpecific(String className) {
    return switch (TokenScope.parse(tokens)) {
      case POOLED -> false;
      case SPECIFIC -> true;
      case HYBRID -> specificClasses.contains(className);
    };
  }
}
