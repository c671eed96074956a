package org.dafusion.pretrain;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The {@code config.json} of a component, all its keys kept in their order. */
public final class ComponentConfig {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private ComponentConfig() {}

  /** Sets one number. */
  public static void set(Path component, String key, Number value) throws IOException {
    Path file = component.resolve("config.json");
    JsonObject config = GSON.fromJson(Files.readString(file), JsonObject.class);
    config.addProperty(key, value);
    Files.writeString(file, GSON.toJson(config) + "\n");
  }
}
