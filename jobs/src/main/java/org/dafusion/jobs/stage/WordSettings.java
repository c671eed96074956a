package org.dafusion.jobs.stage;

import com.typesafe.config.Config;
import java.io.Serializable;
import org.dafusion.config.Rules;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.inversion.InversionSettings;

/**
 * How words are learned, or where they come from.
 *
 * @param invert the block {@code invert}
 * @param recipe the one that it names
 * @param imported folder or file of {@code learned_embeds.safetensors} to take words from instead
 *     of learning them; empty to learn
 * @param previews words that the preview shows, 0 for no preview
 */
public record WordSettings(
    InversionSettings invert, InversionRecipe recipe, String imported, int previews)
    implements Serializable {

  public WordSettings {
    Rules.of("invert").between("previews", previews, 0, 1000).verify();
  }

  /** Reads the block {@code invert}. */
  public static WordSettings from(Config config) {
    InversionSettings invert = InversionSettings.from(config);
    return new WordSettings(
        invert,
        InversionRecipe.from(invert.recipe(), config),
        config.getString("import"),
        config.getInt("previews"));
  }

  boolean imports() {
    return !imported.isEmpty();
  }
}
