package org.dafusion.jobs.dataset;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The columns of a Hugging Face dataset: their Parquet types, and the features that the footer and
 * the card name for them.
 *
 * <p>A reader takes a feature from the footer only where the column has the very Arrow type that
 * the feature is stored in, nullable and with children in their order: {@code
 * Features.from_arrow_schema} of datasets 5.0. So every column here is optional, a label is a long,
 * and an image has {@code bytes} before {@code path}.
 *
 * @param features in order
 * @param classNames by label, for the columns of kind {@link Kind#CLASS_LABEL}
 */
public record HuggingFaceFeatures(List<Feature> features, List<String> classNames)
    implements Serializable {
  /** What a column holds. */
  public enum Kind {
    /** An encoded image with its name. */
    IMAGE("image"),
    /** The number of a class. */
    CLASS_LABEL("class_label"),
    /** Text. */
    STRING("string"),
    /** A whole number of 32 bits. */
    INT32("int32"),
    /** A whole number of 64 bits. */
    INT64("int64"),
    /** A number of 64 bits. */
    FLOAT64("float64"),
    /** Yes or no. */
    BOOL("bool");

    private final String dtype;

    Kind(String dtype) {
      this.dtype = dtype;
    }
  }

  /** A column. */
  public record Feature(String name, Kind kind) implements Serializable {}

  public HuggingFaceFeatures {
    features = List.copyOf(features);
    classNames = List.copyOf(classNames);
  }

  /** Images with a label and a caption, the least that this project reads. */
  public static HuggingFaceFeatures captioned(List<String> classNames) {
    return new HuggingFaceFeatures(
        List.of(
            new Feature("image", Kind.IMAGE),
            new Feature("label", Kind.CLASS_LABEL),
            new Feature("text", Kind.STRING)),
        classNames);
  }

  /** The schema of a file. */
  MessageType schema() {
    return new MessageType(
        "schema", features.stream().map(HuggingFaceFeatures::column).toArray(Type[]::new));
  }

  private static Type column(Feature feature) {
    String name = feature.name();
    return switch (feature.kind()) {
      case IMAGE ->
          Types.optionalGroup()
              .addField(Types.optional(PrimitiveTypeName.BINARY).named("bytes"))
              .addField(text("path"))
              .named(name);
      case STRING -> text(name);
      case CLASS_LABEL, INT64 -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case INT32 -> Types.optional(PrimitiveTypeName.INT32).named(name);
      case FLOAT64 -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
      case BOOL -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
    };
  }

  private static Type text(String name) {
    return Types.optional(PrimitiveTypeName.BINARY)
        .as(LogicalTypeAnnotation.stringType())
        .named(name);
  }

  /** The value of the key {@code huggingface} in the footer. */
  String footer() {
    JsonObject byName = new JsonObject();
    features.forEach(feature -> byName.add(feature.name(), json(feature.kind())));
    JsonObject info = new JsonObject();
    info.add("features", byName);
    JsonObject root = new JsonObject();
    root.add("info", info);
    return root.toString();
  }

  private JsonObject json(Kind kind) {
    JsonObject json = new JsonObject();
    switch (kind) {
      case IMAGE -> json.addProperty("_type", "Image");
      case CLASS_LABEL -> {
        JsonArray names = new JsonArray();
        classNames.forEach(names::add);
        json.add("names", names);
        json.addProperty("_type", "ClassLabel");
      }
      default -> {
        json.addProperty("dtype", kind.dtype);
        json.addProperty("_type", "Value");
      }
    }
    return json;
  }

  /**
   * The list {@code features} of {@code dataset_info} in a dataset's card, for a writer of YAML.
   */
  public List<Map<String, Object>> card() {
    List<Map<String, Object>> card = new ArrayList<>();
    for (Feature feature : features) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", feature.name());
      entry.put("dtype", feature.kind() == Kind.CLASS_LABEL ? named() : feature.kind().dtype);
      card.add(entry);
    }
    return card;
  }

  private Map<String, Object> named() {
    Map<String, Object> names = new LinkedHashMap<>();
    for (int label = 0; label < classNames.size(); label++) {
      names.put(Integer.toString(label), classNames.get(label));
    }
    return Map.of("class_label", Map.of("names", names));
  }
}
