package org.dafusion.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A notebook of this folder as it is stored (nbformat 4). */
record Notebook(String name, List<JsonObject> cells) {
  /** All of them, by name. */
  static List<Notebook> all() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("."))) {
      List<Notebook> notebooks = new ArrayList<>();
      for (Path file : files.filter(each -> each.toString().endsWith(".ipynb")).sorted().toList()) {
        JsonObject stored = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        notebooks.add(
            new Notebook(file.getFileName().toString(), objects(stored.getAsJsonArray("cells"))));
      }
      return notebooks;
    }
  }

  /** The cells with code. */
  List<JsonObject> code() {
    return cells.stream().filter(cell -> text(cell.get("cell_type")).equals("code")).toList();
  }

  static String source(JsonObject cell) {
    return text(cell.get("source"));
  }

  static List<JsonObject> outputs(JsonObject cell) {
    return objects(cell.getAsJsonArray("outputs"));
  }

  /** A text, or the lines that it is stored as. */
  static String text(JsonElement stored) {
    return stored.isJsonArray()
        ? stored.getAsJsonArray().asList().stream()
            .map(JsonElement::getAsString)
            .collect(Collectors.joining())
        : stored.getAsString();
  }

  private static List<JsonObject> objects(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
