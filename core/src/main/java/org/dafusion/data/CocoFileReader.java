package org.dafusion.data;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads COCO's JSON as a stream: the 450 MB of the training annotations pass through, an annotation
 * at a time. Sections may come in any order. Depth is bounded by the parser, and the length of one
 * item by {@link #LONGEST_ITEM}.
 */
final class CocoFileReader {
  /** Characters of one image, annotation or class; the longest outlines have some ten thousand. */
  static final int LONGEST_ITEM = 1 << 22;

  private static final int DEEPEST = 32;
  private static final Set<String> SECTIONS = Set.of("images", "annotations", "categories");

  private final String shownAs;
  private final ItemLimit source;
  private final JsonReader json;
  private final CocoFile file = new CocoFile();

  private CocoFileReader(String shownAs, InputStream in) {
    this.shownAs = shownAs;
    this.source =
        new ItemLimit(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), LONGEST_ITEM);
    this.json = new JsonReader(source);
    json.setStrictness(Strictness.STRICT);
    json.setNestingLimit(DEEPEST);
  }

  /**
   * Reads a file to its end.
   *
   * @param shownAs what an error calls it
   * @throws InvalidDatasetException if it is not such JSON, saying where
   */
  static CocoFile read(String shownAs, InputStream in) throws IOException {
    CocoFileReader reader = new CocoFileReader(shownAs, in);
    try {
      reader.document();
    } catch (MalformedJsonException | IllegalStateException | NumberFormatException e) {
      throw reader.refusal("it is not the JSON expected: " + firstLine(e));
    } catch (EOFException e) {
      throw reader.refusal("its JSON is not complete: " + firstLine(e));
    } catch (ItemLimit.ExceededException e) {
      throw reader.refusal("%s, at %s".formatted(e.getMessage(), reader.json.getPath()));
    } catch (CharacterCodingException e) {
      throw reader.refusal("it is not UTF-8");
    }
    return reader.file;
  }

  private void document() throws IOException {
    Set<String> seen = new HashSet<>();
    json.beginObject();
    while (json.hasNext()) {
      source.begin();
      String section = json.nextName();
      source.end();
      if (SECTIONS.contains(section) && !seen.add(section)) {
        throw refusal("it has %s twice".formatted(section));
      }
      switch (section) {
        case "images" -> items(this::image);
        case "annotations" -> items(this::annotation);
        case "categories" -> items(this::category);
        default -> skip();
      }
    }
    json.endObject();
    if (json.peek() != JsonToken.END_DOCUMENT) {
      throw refusal("it goes on after its JSON object");
    }
    for (String section : SECTIONS.stream().sorted().toList()) {
      if (!seen.contains(section)) {
        throw refusal("it has no " + section);
      }
    }
  }

  private interface Item {
    void read() throws IOException;
  }

  private void items(Item item) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      source.begin();
      json.beginObject();
      item.read();
      json.endObject();
    }
    source.end();
    json.endArray();
  }

  private void image() throws IOException {
    Long id = null;
    String fileName = null;
    Integer height = null;
    Integer width = null;
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "id" -> id = json.nextLong();
        case "file_name" -> fileName = json.nextString();
        case "height" -> height = json.nextInt();
        case "width" -> width = json.nextInt();
        default -> skip();
      }
    }
    String image = "the image " + id;
    require(id, "an image", "id");
    require(fileName, image, "file_name");
    require(height, image, "height");
    require(width, image, "width");
    if (!file.add(id, new CocoFile.Picture(fileName, height, width))) {
      throw refusal("two images have the id " + id);
    }
  }

  private void annotation() throws IOException {
    long id = file.annotations();
    Long image = null;
    Long category = null;
    Double area = null;
    CocoOutline outline = null;
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "id" -> id = json.nextLong();
        case "image_id" -> image = json.nextLong();
        case "category_id" -> category = json.nextLong();
        case "area" -> area = json.nextDouble();
        case "segmentation" -> outline = outline();
        default -> skip();
      }
    }
    String annotation = "the annotation " + id;
    require(image, annotation, "image_id");
    require(category, annotation, "category_id");
    require(area, annotation, "area");
    file.add(new CocoFile.Annotation(id, image, category, area, outline));
  }

  private void category() throws IOException {
    Long id = null;
    String name = null;
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "id" -> id = json.nextLong();
        case "name" -> name = json.nextString();
        default -> skip();
      }
    }
    require(id, "a category", "id");
    require(name, "the category " + id, "name");
    if (!file.add(id, name)) {
      throw refusal("two categories have the id " + id);
    }
  }

  /** A list of polygons, or an object of size and counts; null where a list is empty. */
  private CocoOutline outline() throws IOException {
    if (json.peek() == JsonToken.BEGIN_OBJECT) {
      return runLengths();
    }
    StringBuilder polygons = new StringBuilder();
    json.beginArray();
    while (json.hasNext()) {
      polygons.append(polygons.isEmpty() ? "" : ";").append(numbers());
    }
    json.endArray();
    return polygons.isEmpty()
        ? null
        : new CocoOutline(ObjectMask.COCO_POLYGONS, 0, 0, polygons.toString());
  }

  private CocoOutline runLengths() throws IOException {
    String form = null;
    String counts = null;
    int height = 0;
    int width = 0;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "size" -> {
          json.beginArray();
          height = json.nextInt();
          width = json.nextInt();
          json.endArray();
        }
        case "counts" -> {
          boolean string = json.peek() == JsonToken.STRING;
          form = string ? ObjectMask.COCO_RLE : ObjectMask.COCO_COUNTS;
          counts = string ? json.nextString() : numbers();
        }
        default -> skip();
      }
    }
    json.endObject();
    return counts == null ? null : new CocoOutline(form, height, width, counts);
  }

  /** The numbers of a list as the file writes them. */
  private String numbers() throws IOException {
    StringBuilder numbers = new StringBuilder();
    json.beginArray();
    while (json.hasNext()) {
      if (json.peek() != JsonToken.NUMBER) {
        throw new IllegalStateException(
            "Expected NUMBER but was %s at path %s".formatted(json.peek(), json.getPath()));
      }
      numbers.append(numbers.isEmpty() ? "" : ",").append(json.nextString());
    }
    json.endArray();
    return numbers.toString();
  }

  /** Leaves a value out, of any length. */
  private void skip() throws IOException {
    json.skipValue();
  }

  private void require(Object value, String owner, String field) {
    if (value == null) {
      throw refusal("%s has no %s".formatted(owner, field));
    }
  }

  private InvalidDatasetException refusal(String reason) {
    return new InvalidDatasetException(
        "Cannot use the annotations %s because %s".formatted(shownAs, reason));
  }

  /** Below it the parser's messages point to its documentation. */
  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
