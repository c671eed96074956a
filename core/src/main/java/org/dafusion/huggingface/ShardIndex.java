package org.dafusion.huggingface;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@code *.safetensors.index.json}: which of the files beside it holds which tensor.
 *
 * @param file the index itself
 * @param shardOf the file that holds a tensor, by the tensor's name
 */
record ShardIndex(Path file, Map<String, Path> shardOf) {
  ShardIndex {
    shardOf = Collections.unmodifiableMap(shardOf);
  }

  /**
   * Reads an index and checks that all its shards are there.
   *
   * @throws ModelArtefactException if the index is not valid or a shard is missing
   */
  static ShardIndex read(Path file) {
    Map<String, Path> shardOf = new LinkedHashMap<>();
    readWeightMap(file).forEach((tensor, shard) -> shardOf.put(tensor, locate(file, shard)));
    return new ShardIndex(file, shardOf);
  }

  private static Map<String, String> readWeightMap(Path file) {
    try {
      Content content = new Gson().fromJson(TextFile.read(file), Content.class);
      if (content == null || content.weight_map() == null || content.weight_map().isEmpty()) {
        throw new ModelArtefactException(
            "Cannot read " + file + " because it has no entries under weight_map");
      }
      return content.weight_map();
    } catch (IOException | JsonParseException e) {
      throw new ModelArtefactException("Cannot read " + file + " because " + e.getMessage(), e);
    }
  }

  private static Path locate(Path file, String shard) {
    // Only names: an index from elsewhere must not lead out of its own folder.
    if (shard == null
        || shard.isEmpty()
        || shard.contains("/")
        || shard.contains("\\")
        || shard.indexOf('\0') >= 0) {
      throw new ModelArtefactException(
          "Cannot read "
              + file
              + " because it names the shard "
              + shard
              + ", not a file beside it");
    }
    Path path = file.resolveSibling(shard);
    PickleFile.refuse(path);
    if (!Files.isRegularFile(path)) {
      throw new ModelArtefactException(
          "Cannot read " + file + " because the shard " + shard + " that it names is missing");
    }
    return path;
  }

  /** The JSON's own layout and spelling. */
  private record Content(LinkedHashMap<String, String> weight_map) {}
}
