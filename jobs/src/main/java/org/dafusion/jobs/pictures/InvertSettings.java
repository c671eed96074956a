package org.dafusion.jobs.pictures;

import com.typesafe.config.Config;
import java.io.Serializable;
import org.dafusion.config.Rules;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.inversion.InversionSettings;

/**
 * How tokens are learned, or where they come from.
 *
 * @param inversion the block {@code invert}
 * @param recipe the one that it names
 * @param imported folder or file of {@code learned_embeds.safetensors} to take tokens from instead
 *     of learning them; empty to learn
 * @param previews tokens that the preview shows, 0 for no preview
 */
public record InvertSettings(
    InversionSettings inversion, InversionRecipe recipe, String imported, int previews)
    implements Serializable {

  public InvertSettings {
    Rules.of("invert").place("import", imported).between("previews", previews, 0, 1000).verify();
  }

  /** Reads the block {@code invert}. */
  public static InvertSettings from(Config config) {
    InversionSettings inversion = InversionSettings.from(config);
    return new InvertSettings(
        inversion,
        InversionRecipe.from(inversion.recipe(), config),
        config.getString("import"),
        config.getInt("previews"));
  }

  /** Whether tokens are taken from elsewhere. */
  public boolean imports() {
    return !imported.isEmpty();
  }
}
