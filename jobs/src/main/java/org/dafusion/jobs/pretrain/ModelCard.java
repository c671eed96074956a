package org.dafusion.jobs.pretrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.jobs.table.RunManifest;

/**
 * {@code README.md} of a model folder: what was trained on what, by which command, for how long and
 * how well, as the manifest measured it.
 */
record ModelCard(CardSettings settings, List<RunManifest> parts) {
  ModelCard {
    parts = List.copyOf(parts);
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("---");
    lines.add("library_name: diffusers");
    if (!settings.licence().isBlank()) {
      lines.add("license: " + settings.licence().toLowerCase(Locale.ROOT));
    }
    lines.add("---");
    lines.add("");
    lines.add("# " + (settings.title().isBlank() ? "A Stable Diffusion model" : settings.title()));
    lines.add("");
    lines.add(
        "Trained with DA-Fusion on Spark (its stage `pretrain`), in the layout of diffusers."
            + (settings.data().isBlank() ? "" : " " + settings.data()));
    parts.forEach(part -> lines.addAll(section(part)));
    if (!settings.limits().isEmpty()) {
      lines.addAll(List.of("", "## Limits", ""));
      settings.limits().forEach(limit -> lines.add("- " + limit));
    }
    lines.addAll(List.of("", "## Licence", ""));
    lines.add(settings.licence().isBlank() ? "Nobody has stated one." : settings.licence());
    lines.addAll(List.of("", "## SHA-256 of the weights", "", "```"));
    parts.forEach(part -> weights(part).forEach((file, digest) -> lines.add(digest + "  " + file)));
    lines.add("```");
    return String.join("\n", lines) + "\n";
  }

  private static List<String> section(RunManifest part) {
    Map<String, Object> settings = part.settings();
    Map<?, ?> recipe = (Map<?, ?>) ((Map<?, ?>) settings.get("recipe")).get("training");
    List<String> lines = new ArrayList<>(List.of("", "## Part `" + settings.get("part") + "`", ""));
    lines.add(
        "- data: %s, %d images for training, %d for validation, %s classes, squashed to %s pixels"
            .formatted(
                part.inputs().get("dataset"),
                part.counts().get("train"),
                part.counts().get("validation"),
                part.counts().get("classes"),
                settings.get("size")));
    lines.add(
        "- begun from: `%s`, at random where that has no weights"
            .formatted(part.inputs().get("from")));
    lines.add("- command: `%s`".formatted(part.results().get("command")));
    lines.add(
        String.format(
            Locale.ROOT,
            "- training: %s steps of %s images in %.1f minutes on %s (%s), finished %s",
            recipe.get("steps"),
            recipe.get("batch"),
            ((Number) part.results().get("seconds")).doubleValue() / 60,
            String.join(", ", part.devices()),
            part.versions().get("engine"),
            part.finished()));
    lines.add("- at the end, training: " + measures(part.results().get("train")));
    lines.add("- at the end, validation: " + measures(part.results().get("validation")));
    return lines;
  }

  private static String measures(Object measures) {
    List<String> told = new ArrayList<>();
    ((Map<?, ?>) measures)
        .forEach(
            (name, value) ->
                told.add(
                    String.format(Locale.ROOT, "%s %.5g", name, ((Number) value).doubleValue())));
    return told.isEmpty() ? "nothing measured" : String.join(", ", told);
  }

  /** SHA-256 of the weights that a run wrote, by path. */
  static Map<String, String> weights(RunManifest part) {
    Map<String, String> weights = new TreeMap<>();
    ((Map<?, ?>) part.results().get("weights"))
        .forEach((file, digest) -> weights.put((String) file, (String) digest));
    return weights;
  }
}
