package org.dafusion.erasure;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What erased weights come from, as their file says it.
 *
 * @param model digest of the folder of the model that they change
 */
record ErasureOrigin(String model, ErasedConcept concept, ErasureSettings settings) {
  static final String MODEL = "dafusion.model";
  static final String CONCEPT = "dafusion.concept";

  /** Texts for the metadata of a file, by name. */
  Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put(MODEL, model);
    metadata.put(CONCEPT, concept.name());
    metadata.put("dafusion.prompts", concept.text());
    settings.shaping().forEach((key, value) -> metadata.put("dafusion." + key, value.toString()));
    return metadata;
  }
}
