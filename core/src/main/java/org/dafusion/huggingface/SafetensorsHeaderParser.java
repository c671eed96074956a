package org.dafusion.huggingface;

import static org.dafusion.huggingface.InvalidHeaderException.check;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads the JSON of a safetensors header as a stream, which is how a name that comes twice is seen.
 */
final class SafetensorsHeaderParser {
  private SafetensorsHeaderParser() {}

  static SafetensorsHeader parse(String json) throws InvalidHeaderException {
    JsonReader reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
    try {
      return read(reader);
    } catch (MalformedJsonException | IllegalStateException | JsonParseException e) {
      throw InvalidHeaderException.of("its header is not the JSON expected: %s", e.getMessage());
    } catch (IOException e) {
      throw InvalidHeaderException.of("its header is not complete JSON: %s", e.getMessage());
    }
  }

  private static SafetensorsHeader read(JsonReader reader)
      throws IOException, InvalidHeaderException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = null;
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (name.equals(SafetensorsHeader.METADATA)) {
        check(metadata == null, "its header has %s twice", SafetensorsHeader.METADATA);
        metadata = readMetadata(reader);
      } else {
        TensorInfo before = tensors.put(name, readTensor(reader, name));
        check(before == null, "its header has tensor %s twice", name);
      }
    }
    reader.endObject();
    check(reader.peek() == JsonToken.END_DOCUMENT, "its header goes on after the JSON object");
    return new SafetensorsHeader(tensors, Objects.requireNonNullElse(metadata, Map.of()));
  }

  private static Map<String, String> readMetadata(JsonReader reader)
      throws IOException, InvalidHeaderException {
    Map<String, String> metadata = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      check(reader.peek() == JsonToken.STRING, "its metadata %s is not text", key);
      check(metadata.put(key, reader.nextString()) == null, "its metadata has %s twice", key);
    }
    reader.endObject();
    return metadata;
  }

  private static TensorInfo readTensor(JsonReader reader, String name)
      throws IOException, InvalidHeaderException {
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    reader.beginObject();
    while (reader.hasNext()) {
      String field = reader.nextName();
      switch (field) {
        case SafetensorsHeader.TYPE -> {
          check(dtype == null, "tensor %s has %s twice", name, field);
          dtype = reader.nextString();
        }
        case SafetensorsHeader.SHAPE -> {
          check(shape == null, "tensor %s has %s twice", name, field);
          shape = readCounts(reader, name, field);
        }
        case SafetensorsHeader.OFFSETS -> {
          check(offsets == null, "tensor %s has %s twice", name, field);
          offsets = readCounts(reader, name, field);
        }
        default ->
            throw InvalidHeaderException.of("tensor %s has an unknown field %s", name, field);
      }
    }
    reader.endObject();
    check(dtype != null, "tensor %s has no %s", name, SafetensorsHeader.TYPE);
    check(shape != null, "tensor %s has no %s", name, SafetensorsHeader.SHAPE);
    check(offsets != null, "tensor %s has no %s", name, SafetensorsHeader.OFFSETS);
    check(
        offsets.size() == 2,
        "tensor %s has %d %s, expected begin and end",
        name,
        offsets.size(),
        SafetensorsHeader.OFFSETS);
    String unknown = dtype;
    SafetensorsType type =
        SafetensorsType.named(dtype)
            .orElseThrow(
                () ->
                    InvalidHeaderException.of("tensor %s has the unknown type %s", name, unknown));
    return new TensorInfo(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private static List<Long> readCounts(JsonReader reader, String tensor, String field)
      throws IOException, InvalidHeaderException {
    List<Long> counts = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      // nextLong would take "5" and 5.0 as well.
      check(reader.peek() == JsonToken.NUMBER, "tensor %s has no number in %s", tensor, field);
      String digits = reader.nextString();
      try {
        counts.add(Long.parseLong(digits));
      } catch (NumberFormatException e) {
        throw InvalidHeaderException.of(
            "tensor %s has %s in %s, expected whole numbers from 0", tensor, digits, field);
      }
      check(
          counts.get(counts.size() - 1) >= 0,
          "tensor %s has %s in %s, expected whole numbers from 0",
          tensor,
          digits,
          field);
    }
    reader.endArray();
    return counts;
  }
}
