package org.dafusion.hostile;

import static org.dafusion.hostile.Bytes.of;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dafusion.huggingface.ClipTokenizer;
import org.dafusion.huggingface.ModelFolder;

/** JSON and text of model folders, and things in place of folders. */
final class HostileModels {
  private static final String REFUSED = "ModelArtefactException: Cannot read ";
  private static final String GOOD =
      "{\"<|startoftext|>\":0,\"<|endoftext|>\":1,\"a\":2,\"a</w>\":3}";

  private final List<HostileInput> inputs = new ArrayList<>();

  private HostileModels() {}

  static List<HostileInput> all() {
    HostileModels table = new HostileModels();
    for (String file : List.of("model_index.json", "unet/config.json")) {
      table.json(file);
    }
    table.vocabularies();
    table.merges();
    table.otherPlaces();
    return table.inputs;
  }

  private void json(String file) {
    String refused = REFUSED + "FOLDER/" + file + " because ";
    String deeper = refused + "it is nested deeper than 64, at character .+";
    json(file, "nothing", of(""), refused + ".+");
    json(file, "no JSON", of("nonsense {"), refused + ".+");
    json(file, "a list", of("[1]"), refused + ".+");
    json(file, "half an object", of("{\"a\":"), refused + ".+");
    json(file, "100000 brackets", of("{\"a\":" + "[".repeat(100_000)), deeper);
    json(file, "100000 objects", of("{\"a\":".repeat(100_000)), deeper);
    json(
        file,
        "65 brackets in order",
        of("{\"a\":" + "[".repeat(65) + "]".repeat(65) + "}"),
        deeper);
    json(
        file,
        "brackets in text",
        of("{\"a\":\"" + "[".repeat(100_000) + "\"}"),
        "read .*|" + refused + "it lists no component");
    json(
        file,
        "9 MB of text",
        of("{\"a\":\"" + "x".repeat(9_000_000) + "\"}"),
        refused + "it has 9000008 bytes, and at most 8000000 are allowed");
    json(
        file,
        "a million escapes",
        of("{\"a\":\"" + "\\n".repeat(1_000_000) + "\"}"),
        "read .*|" + refused + "it lists no component");
    json(file, "an open string", of("{\"a\":\"" + "x".repeat(1_000_000)), refused + ".+");
    json(
        file,
        "a number of 100000 digits",
        of("{\"a\":" + "1".repeat(100_000) + "}"),
        "read .*|" + refused + ".+");
    json(file, "an exponent of 999999999", of("{\"a\":1e999999999}"), "read .*|" + refused + ".+");
    json(file, "invalid UTF-8", of("{\"a\":\"\u00ff\u00fe\"}"), refused + "it is not UTF-8");
    json(
        file,
        "a mark of byte order",
        "\uFEFF{\"unet\":[\"diffusers\",\"U\"]}".getBytes(StandardCharsets.UTF_8),
        "read .*");
    json(
        file,
        "UTF-16",
        "{\"unet\":[\"diffusers\",\"U\"]}".getBytes(StandardCharsets.UTF_16),
        refused + "it is not UTF-8");
    json(
        file,
        "one key twice",
        of("{\"unet\":1,\"unet\":[\"diffusers\",\"U\"]}"),
        refused + ".+ does not allow duplicate fields.+");
    json(file, "a substitution", of("{\"unet\":${user.home}}"), refused + ".+");
    json(file, "an include", of("include \"/etc/passwd\"\n{}"), refused + ".+");
    json(file, "NUL bytes", of("\0\0{}"), refused + ".+");
  }

  /** The index, or the configuration of the one component. */
  private void json(String file, String name, byte[] content, String outcome) {
    inputs.add(
        new HostileInput(
            file + " of " + name,
            folder -> {
              write(folder, "model_index.json", of("{\"unet\":[\"diffusers\",\"U\"]}"));
              write(folder, file, content);
              ModelFolder model = ModelFolder.open(folder);
              return file.startsWith("unet")
                  ? model.config("unet").root().keySet().toString()
                  : model.components().toString();
            },
            outcome));
  }

  private void vocabularies() {
    vocabulary("nothing", "");
    vocabulary("null", "null");
    vocabulary("a list", "[]");
    vocabulary("texts", "{\"a\":\"x\"}");
    vocabulary("no number", "{\"a\":null}");
    vocabulary("fractions", "{\"a\":0.5}");
    vocabulary("negative ids", "{\"a\":-1}");
    vocabulary("one id twice", "{\"a\":0,\"b\":0}");
    vocabulary("one token twice", "{\"a\":0,\"a\":1}");
    vocabulary("an id of 2147483647", GOOD.replace(":3", ":2147483647"));
    vocabulary("an id of 64 bits", GOOD.replace(":3", ":9223372036854775807"));
    vocabulary("an id of 100000 digits", GOOD.replace(":3", ":" + "9".repeat(100_000)));
    vocabulary("a gap", GOOD.replace(":3", ":5"));
    vocabulary("100000 brackets", "{\"a\":" + "[".repeat(100_000));
    vocabulary("no special tokens", "{\"a\":0}");
    vocabulary("9 MB", "{\"" + "a".repeat(9_000_000) + "\":0}");
    vocabulary("half of it", GOOD.substring(0, GOOD.length() / 2));
  }

  private void vocabulary(String name, String json) {
    tokenizer(
        "vocabulary of " + name,
        "vocab.json",
        of(json),
        REFUSED + "the tokenizer FOLDER\\S* because .+");
  }

  private void merges() {
    String refused = REFUSED + "the tokenizer FOLDER\\S* because ";
    tokenizer(
        "merges of three", "merges.txt", of("a a a\n"), refused + "a merge must be two tokens, .+");
    tokenizer("merges of strangers", "merges.txt", of("x y\n"), refused + ".+");
    tokenizer(
        "merges without end",
        "merges.txt",
        of("a".repeat(9_000_000)),
        refused + "it has 9000000 bytes, .+");
    tokenizer("merges of NUL", "merges.txt", of("\0 \0\n"), refused + ".+");
    tokenizer(
        "merges that are no UTF-8",
        "merges.txt",
        of("\u00ff \u00fe\n"),
        refused + "it is not UTF-8");
    tokenizer(
        "added tokens of ids far away",
        "added_tokens.json",
        of("{\"<x>\":2147483647}"),
        refused + "it has no token for id 4, but ids above it");
    tokenizer(
        "added tokens that are deep", "added_tokens.json", of("[".repeat(100_000)), refused + ".+");
    tokenizer(
        "special tokens that are deep",
        "special_tokens_map.json",
        of("{\"a\":".repeat(100_000)),
        REFUSED + "FOLDER/special_tokens_map.json because it is nested deeper than 64, .+");
    tokenizer(
        "special tokens of numbers",
        "special_tokens_map.json",
        of("{\"bos_token\":{\"content\":[]}}"),
        refused + ".+");
    tokenizer(
        "lengths below nothing",
        "tokenizer_config.json",
        of("{\"model_max_length\":-5}"),
        refused + "model_max_length must have room .+");
    tokenizer(
        "lengths of 1e400",
        "tokenizer_config.json",
        of("{\"model_max_length\":1e400}"),
        "read 77 ids|" + refused + ".+");
    tokenizer("prompts without end", null, null, "read 77 ids");
  }

  private void tokenizer(String name, String file, byte[] content, String outcome) {
    inputs.add(
        new HostileInput(
            name,
            folder -> {
              write(folder, "vocab.json", of(GOOD));
              write(folder, "merges.txt", of("#version: 0.2\n"));
              if (file != null) {
                write(folder, file, content);
              }
              try (ClipTokenizer tokenizer = ClipTokenizer.open(folder)) {
                String prompt =
                    IntStream.range(0, 50_000).mapToObj(i -> "a").collect(Collectors.joining(" "));
                return tokenizer.encode(prompt + "\0\uD800\u202E").length + " ids";
              }
            },
            outcome));
  }

  private void otherPlaces() {
    for (String name : List.of("sd.zip", "sd.tar", "sd.tar.gz", "SD.TGZ", "sd.7z", "sd.mar")) {
      inputs.add(
          new HostileInput(
              "model " + name,
              folder ->
                  ModelFolder.open(Files.write(folder.resolve(name), of("PK\3\4"))).toString(),
              "ModelArtefactException: Cannot read the model FOLDER/"
                  + name
                  + " because it is an archive, and archives are never unpacked here: unpack it"
                  + " yourself and give the folder that comes out"));
    }
    inputs.add(
        new HostileInput(
            "model that is a pickle",
            folder -> ModelFolder.open(Files.write(folder.resolve("sd.ckpt"), of("x"))).toString(),
            REFUSED + "FOLDER/sd.ckpt because it is a pickle, .+"));
    inputs.add(
        new HostileInput(
            "model of a component elsewhere",
            folder -> {
              write(folder, "model_index.json", of("{\"../../etc\":[\"diffusers\",\"U\"]}"));
              return ModelFolder.open(folder).components().toString();
            },
            REFUSED + "FOLDER/model_index.json because it names the component ../../etc, .+"));
  }

  private static void write(Path folder, String name, byte[] content) throws java.io.IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
