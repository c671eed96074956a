package org.dafusion.jobs.executor;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.engine.Precision;

/**
 * The block {@code model}.
 *
 * @param path of the diffusers folder: a local path, a URI that Hadoop knows, or {@link
 *     ModelSource#RANDOM}
 * @param precision word for the noise predictor's number type
 * @param variant of the weights files, empty for the plain ones
 * @param safetyChecker whether pictures go through the folder's safety checker
 */
public record ModelSettings(String path, String precision, String variant, boolean safetyChecker)
    implements Serializable {

  public ModelSettings {
    Rules.of("model")
        .notEmpty("path", path)
        .oneOf("precision", precision, List.of(Precision.labels().split(", ")))
        .verify();
  }

  /** Reads the block {@code model}; a relative path is taken from the current folder. */
  public static ModelSettings from(Config config) {
    return new ModelSettings(
        ModelSource.absolute(config.getString("path")),
        config.getString("precision"),
        config.getString("variant"),
        config.getBoolean("safety-checker"));
  }
}
