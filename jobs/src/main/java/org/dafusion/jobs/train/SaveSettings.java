package org.dafusion.jobs.train;

import com.typesafe.config.Config;
import java.util.List;
import org.dafusion.config.Rules;

/**
 * Which trained classifiers are saved as model folders: the key {@code save} of the blocks {@code
 * classifier}, for {@code train}, and {@code benchmark}.
 *
 * @param which {@code selected} for the one whose accuracy is told, {@code last} for the one after
 *     the last step, {@code best} for the one that validation liked best, {@code none}
 */
public record SaveSettings(String which) {
  static final String SELECTED = "selected";
  static final String LAST = "last";
  static final String BEST = "best";
  private static final String NONE = "none";

  /** Reads the key of a block. */
  public static SaveSettings from(String block, Config config) {
    String which = config.getConfig(block).getString("save");
    Rules.of(block).oneOf("save", which, List.of(SELECTED, LAST, BEST, NONE)).verify();
    return new SaveSettings(which);
  }

  /** Whether any is wanted. */
  public boolean wanted() {
    return !which.equals(NONE);
  }

  /** The accuracy of a trial at the moment whose classifier is saved. */
  public double value(TrialAccuracy accuracy) {
    return switch (which) {
      case BEST -> accuracy.best().value();
      case LAST -> accuracy.last().value();
      default -> accuracy.told().value();
    };
  }

  /** Moments of a trial to look for its head at, the first that is there. */
  List<String> moments() {
    // of a trial that chose no epoch, or the last one, there is no other
    return which.equals(SELECTED) ? List.of(SELECTED, LAST) : List.of(which);
  }
}
