package org.dafusion.jobs.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dafusion.jobs.dataset.HuggingFaceFeatures;
import org.dafusion.jobs.export.ExportSettings.CardSettings;
import org.dafusion.jobs.table.RunManifest;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * {@code README.md} of the dataset: a head for programs, in the words of Hugging Face's dataset
 * cards, and for people what the images are, what made the synthetic ones, and what may be done
 * with them.
 *
 * @param settings what the user says
 * @param runs that went out
 * @param features of every file
 * @param shards in order
 */
record DatasetCard(
    CardSettings settings, ExportedRuns runs, HuggingFaceFeatures features, List<Shard> shards) {
  private static final String USUAL_TITLE = "Images for few-shot classification";

  /** Boundaries of the tag size_categories, as the Hub knows them. */
  private static final List<Map.Entry<Long, String>> SIZES =
      List.of(
          Map.entry(1_000L, "n<1K"),
          Map.entry(10_000L, "1K<n<10K"),
          Map.entry(100_000L, "10K<n<100K"),
          Map.entry(1_000_000L, "100K<n<1M"),
          Map.entry(10_000_000L, "1M<n<10M"));

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("---");
    lines.add(head().stripTrailing());
    lines.add("---");
    lines.addAll(List.of("", "# " + title(), ""));
    lines.add(
        "Images with a label, written by the stage `export` of DA-Fusion on Spark. Load them with `datasets.load_dataset(\"FOLDER\")`.");
    lines.addAll(contents());
    lines.addAll(columns());
    if (!runs.synthetic().isEmpty()) {
      lines.addAll(synthetic());
    }
    if (!runs.examples().isEmpty()) {
      lines.addAll(real());
    }
    lines.addAll(licence());
    if (!settings.citation().isBlank()) {
      lines.addAll(List.of("", "## Citation", "", "```", settings.citation().strip(), "```"));
    }
    return String.join("\n", lines) + "\n";
  }

  private String title() {
    return settings.title().isBlank() ? USUAL_TITLE : settings.title();
  }

  private String head() {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("pretty_name", title());
    if (!settings.licence().isBlank()) {
      head.put("license", settings.licence());
    }
    if (!settings.licenceName().isBlank()) {
      head.put("license_name", settings.licenceName());
    }
    if (!settings.licenceLink().isBlank()) {
      head.put("license_link", settings.licenceLink());
    }
    head.put("task_categories", List.of("image-classification"));
    head.put("size_categories", List.of(size()));
    head.put("tags", tags());
    head.put("configs", List.of(configuration()));
    head.put("dataset_info", info());
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setWidth(1000);
    return new Yaml(options).dump(head);
  }

  private List<String> tags() {
    List<String> tags = new ArrayList<>(List.of("image"));
    if (!runs.synthetic().isEmpty()) {
      tags.addAll(List.of("synthetic", "data-augmentation", "stable-diffusion", "da-fusion"));
    }
    return tags;
  }

  private String size() {
    long rows = shards.stream().mapToLong(Shard::rows).sum();
    return SIZES.stream()
        .filter(size -> rows < size.getKey())
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse("10M<n<100M");
  }

  private Map<String, List<Shard>> bySplit() {
    return shards.stream()
        .collect(Collectors.groupingBy(Shard::split, LinkedHashMap::new, Collectors.toList()));
  }

  private Map<String, Object> configuration() {
    List<Map<String, String>> files = new ArrayList<>();
    for (String split : bySplit().keySet()) {
      Map<String, String> file = new LinkedHashMap<>();
      file.put("split", split);
      file.put("path", "data/" + split + "-*");
      files.add(file);
    }
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("config_name", "default");
    configuration.put("data_files", files);
    return configuration;
  }

  private Map<String, Object> info() {
    List<Map<String, Object>> splits = new ArrayList<>();
    bySplit()
        .forEach(
            (name, files) -> {
              Map<String, Object> split = new LinkedHashMap<>();
              split.put("name", name);
              split.put("num_bytes", files.stream().mapToLong(Shard::valueBytes).sum());
              split.put("num_examples", files.stream().mapToLong(Shard::rows).sum());
              splits.add(split);
            });
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("features", features.card());
    info.put("splits", splits);
    info.put("download_size", shards.stream().mapToLong(Shard::fileBytes).sum());
    info.put("dataset_size", shards.stream().mapToLong(Shard::valueBytes).sum());
    return info;
  }

  private List<String> contents() {
    List<String> lines = new ArrayList<>(List.of("", "## Contents", ""));
    lines.addAll(List.of("| split | images | files |", "| --- | --- | --- |"));
    bySplit()
        .forEach(
            (split, files) ->
                lines.add(
                    "| %s | %d | %d |"
                        .formatted(
                            split, files.stream().mapToLong(Shard::rows).sum(), files.size())));
    lines.addAll(
        List.of(
            "",
            "%d classes: %s."
                .formatted(
                    features.classNames().size(), String.join(", ", features.classNames()))));
    long left = runs.all().stream().mapToLong(DatasetCard::withoutImage).sum();
    if (left > 0) {
      lines.addAll(
          List.of(
              "",
              left
                  + " rows of these runs hold no image, because a file could not be decoded or the safety checker objected to a picture; they are not here."));
    }
    return lines;
  }

  private static long withoutImage(RunManifest run) {
    Map<String, Long> counts = run.counts();
    return counts.getOrDefault("refused", 0L) + counts.getOrDefault("flagged", 0L);
  }

  private static List<String> columns() {
    return List.of(
        "",
        "## Columns",
        "",
        "- `image`, `label`, `class`: the image, and its class by number and by name",
        "- `synthetic`: whether a model made the image",
        "- `augmentation`, `intensity`, `prompt`, `guidance_scale`, `steps`, `scheduler`, `seed`, `repeat`: how, for synthetic images; null for real ones",
        "- `model`: SHA-256 over the folder of the diffusion model",
        "- `source_id`, `source_sha256`: the real image that it was made from, and the SHA-256 of that one's file as the dataset had it; of a real image its own id, and its own file's, before an export that leaves places out took them from it",
        "- `width`, `height`: pixels",
        "- `text`: the caption that a real image came with",
        "- `id`, `run`: the row in the tables that it comes from");
  }

  private List<String> synthetic() {
    List<String> lines = new ArrayList<>(List.of("", "## Synthetic images", ""));
    lines.add(
        "Rows with `synthetic = true` are **not photographs**. A diffusion model made each from a real image of the training split: noise is added up to an intensity between 0 and 1, and taken away again under a prompt (Trabucco et al., *Effective Data Augmentation With Diffusion Models*). At high intensities little of the real image is left, and a picture may not show what its label says. They are meant for training classifiers, not for judging them.");
    lines.addAll(
        List.of(
            "",
            "| run | method | prompt | intensities | steps | guidance | size | seed | images | model |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"));
    for (RunManifest run : runs.synthetic()) {
      Map<String, Object> made = run.settings();
      List<String> cells = new ArrayList<>(List.of("`" + run.run() + "`"));
      cells.add("%s (%s)".formatted(made.get("method"), made.get("type")));
      cells.add(cell(made.get("prompt")));
      cells.add(intensities(made));
      for (String key : List.of("steps", "guidance-scale", "size", "seed")) {
        cells.add(cell(made.get(key)));
      }
      cells.add(Long.toString(run.counts().getOrDefault("ok", 0L)));
      cells.add("`" + cell(made.get("model")) + "`");
      lines.add("| " + String.join(" | ", cells) + " |");
    }
    return lines;
  }

  private static String intensities(Map<String, Object> made) {
    Object range = made.get("intensity-range");
    return range instanceof List<?> bounds && !bounds.isEmpty()
        ? "%s to %s".formatted(bounds.get(0), bounds.get(bounds.size() - 1))
        : cell(made.get("intensities")).replaceAll("[\\[\\]]", "");
  }

  /** A value without what would end a cell of the table. */
  private static String cell(Object value) {
    return value == null ? "" : value.toString().replace("|", "\\|").replaceAll("\\s+", " ");
  }

  private List<String> real() {
    List<String> lines = new ArrayList<>(List.of("", "## Real images", ""));
    lines.add(
        settings.source().isBlank()
            ? "Nobody has stated where they come from."
            : settings.source().strip());
    for (RunManifest run : runs.examples()) {
      Map<String, Long> sorted = new TreeMap<>(run.counts());
      lines.addAll(
          List.of(
              "",
              "- run `%s`, dataset %s, rows by status: %s"
                  .formatted(run.run(), cell(run.inputs().get("dataset")), sorted)));
    }
    return lines;
  }

  private List<String> licence() {
    List<String> lines = new ArrayList<>(List.of("", "## Licence", ""));
    String name =
        settings.licenceName().isBlank()
            ? settings.licence().toUpperCase(Locale.ROOT)
            : settings.licenceName();
    lines.add(
        name.isBlank()
            ? "Nobody has stated one: ask those who made the real images before you pass any of this on."
            : settings.licenceLink().isBlank()
                ? name + "."
                : "[%s](%s).".formatted(name, settings.licenceLink()));
    if (!runs.synthetic().isEmpty()) {
      lines.addAll(
          List.of(
              "",
              "Synthetic images are made from real ones, so what holds for those holds for them too. The model that made them has a licence of its own. Stable Diffusion 1.x and 2.x are under CreativeML OpenRAIL-M, which claims no rights in the images but forbids certain uses of them (its attachment A); whoever passes them on has to pass these restrictions on."));
    }
    return lines;
  }
}
