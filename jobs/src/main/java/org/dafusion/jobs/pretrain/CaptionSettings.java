package org.dafusion.jobs.pretrain;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.data.ClassNames;
import org.dafusion.huggingface.VocabularyTrainer;
import org.dafusion.random.Seeds;

/**
 * What texts a model learns from: the keys {@code templates} and {@code tokenizer} of {@code
 * pretrain}.
 *
 * @param templates captions of images that have none, with {@code {name}} for the class; where
 *     there are none, those images have no caption
 * @param leastCount how often a word must occur to be a token by itself
 * @param largest tokens of a vocabulary
 * @param texts whose words are tokens too, with {@code {name}} or {@code {}} for a class
 */
public record CaptionSettings(
    List<String> templates, int leastCount, int largest, List<String> texts)
    implements Serializable {
  private static final String NAME = "{name}";

  public CaptionSettings {
    templates = List.copyOf(templates);
    texts = List.copyOf(texts);
    Rules.of("pretrain.tokenizer")
        .between("least-count", leastCount, 1, 1_000_000)
        .between("largest", largest, 514, 1_000_000)
        .verify();
  }

  /** Reads the block {@code pretrain}. */
  public static CaptionSettings from(Config config) {
    return new CaptionSettings(
        config.getStringList("templates"),
        config.getInt("tokenizer.least-count"),
        config.getInt("tokenizer.largest"),
        config.getStringList("tokenizer.texts"));
  }

  /** The caption of an image without one of its own, always the same; null for none. */
  String caption(String id, String className, long seed) {
    if (templates.isEmpty()) {
      return null;
    }
    int place = (int) (Seeds.unit(seed, "template", id) * templates.size());
    return templates.get(place).replace(NAME, ClassNames.spelledOut(className));
  }

  /**
   * Learns a tokenizer from captions and from {@link #texts}.
   *
   * @param maxLength ids of a text
   * @return tokens of its vocabulary
   */
  int writeTokenizer(Path folder, List<String> captions, int maxLength) throws IOException {
    VocabularyTrainer trainer = new VocabularyTrainer(leastCount, largest);
    captions.forEach(caption -> trainer.add(caption, 1));
    texts.forEach(text -> trainer.add(text.replace(NAME, " ").replace("{}", " "), leastCount));
    return trainer.write(folder, maxLength);
  }
}
