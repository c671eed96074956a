package org.dafusion.schedule;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

final class GoldenTensors {
  private final Map<String, float[]> tensors = new HashMap<>();

  GoldenTensors(Path file) {
    try {
      ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      int header = (int) all.getLong();
      byte[] json = new byte[header];
      all.get(json);
      JsonObject o =
          JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
      for (Map.Entry<String, JsonElement> e : o.entrySet()) {
        if (e.getKey().equals("__metadata__")) continue;
        JsonObject t = e.getValue().getAsJsonObject();
        int b = t.getAsJsonArray("data_offsets").get(0).getAsInt() + 8 + header;
        int end = t.getAsJsonArray("data_offsets").get(1).getAsInt() + 8 + header;
        boolean i64 = t.get("dtype").getAsString().equals("I64");
        float[] f = new float[(end - b) / (i64 ? 8 : 4)];
        for (int i = 0; i < f.length; i++)
          f[i] = i64 ? all.getLong(b + 8 * i) : all.getFloat(b + 4 * i);
        tensors.put(e.getKey(), f);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  float[] floats(String name) {
    float[] f = tensors.get(name);
    if (f == null) throw new IllegalArgumentException(name);
    return f;
  }
}
