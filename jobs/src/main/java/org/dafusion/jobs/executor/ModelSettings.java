package org.dafusion.jobs.executor;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.diffusion.SafetyCheck;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;

/**
 * The block {@code model}.
 *
 * @param path of the diffusers folder: a local path, a URI that Hadoop knows, or {@link
 *     ModelSource#RANDOM}, or {@link org.dafusion.huggingface.ShippedModel#RANGELAND}
 * @param precision word for the noise predictor's number type
 * @param variant of the weights files, empty for the plain ones
 * @param safetyChecker whether pictures go through the folder's safety checker: {@code auto},
 *     {@code on} or {@code off}
 * @param safetyThresholdShift how much stricter the checker is than its thresholds say
 * @param sha256 that {@link ModelFolder#digest} must have; empty for any
 */
public record ModelSettings(
    String path,
    String precision,
    String variant,
    String safetyChecker,
    double safetyThresholdShift,
    String sha256)
    implements Serializable {
  private static final String AUTO = "auto";
  private static final String ON = "on";

  public ModelSettings {
    Rules.of("model")
        .notEmpty("path", path)
        .place("path", path)
        .oneOf("precision", precision, List.of(Precision.labels().split(", ")))
        .oneOf("safety-checker", safetyChecker, List.of(AUTO, ON, "off"))
        .between("safety-threshold-shift", safetyThresholdShift, -10, 10)
        .that(
            "sha256",
            sha256.matches("(\\p{XDigit}{64})?"),
            "be empty or 64 hexadecimal digits",
            sha256)
        .verify();
  }

  /** A model of any digest. */
  public ModelSettings(
      String path,
      String precision,
      String variant,
      String safetyChecker,
      double safetyThresholdShift) {
    this(path, precision, variant, safetyChecker, safetyThresholdShift, "");
  }

  /** Reads the block {@code model}; a relative path is taken from the current folder. */
  public static ModelSettings from(Config config) {
    return new ModelSettings(
        ModelSource.absolute(config.getString("path")),
        config.getString("precision"),
        config.getString("variant"),
        config.getString("safety-checker"),
        config.getDouble("safety-threshold-shift"),
        config.getString("sha256"));
  }

  /** The check of pictures that is made with a folder. */
  public SafetyCheck check(ModelFolder folder) {
    boolean on =
        safetyChecker.equals(ON) || safetyChecker.equals(AUTO) && folder.has("safety_checker");
    return on ? new SafetyCheck(true, safetyThresholdShift) : SafetyCheck.OFF;
  }
}
