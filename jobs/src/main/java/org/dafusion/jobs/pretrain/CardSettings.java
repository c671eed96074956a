package org.dafusion.jobs.pretrain;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.List;

/**
 * What the model card says that nobody can measure: the block {@code pretrain.card}.
 *
 * @param title of the card
 * @param data one sentence on the images; empty for none
 * @param licence of the weights, as Hugging Face writes it; empty where nobody decided
 * @param limits a sentence each
 */
public record CardSettings(String title, String data, String licence, List<String> limits)
    implements Serializable {
  public CardSettings {
    limits = List.copyOf(limits);
  }

  /** Reads the block {@code pretrain.card}. */
  public static CardSettings from(Config config) {
    return new CardSettings(
        config.getString("title"),
        config.getString("data"),
        config.getString("licence"),
        config.getStringList("limits"));
  }
}
