package org.dafusion.huggingface;

import java.nio.file.Path;
import java.util.List;

/** Weights in Python's pickle format, which runs code when it is read and so is never read here. */
final class PickleFile {
  private static final List<String> EXTENSIONS = List.of(".bin", ".pt", ".pth", ".ckpt");

  private PickleFile() {}

  static boolean is(Path file) {
    String name = file.getFileName().toString();
    return EXTENSIONS.stream().anyMatch(name::endsWith);
  }

  /** Throws the refusal, with the way out, if the name says that the file is a pickle. */
  static void refuse(Path file) {
    if (is(file)) {
      throw refusal(file);
    }
  }

  static ModelArtefactException refusal(Path file) {
    return new ModelArtefactException(
        "Cannot read "
            + file
            + " because it is a pickle, which can run any code when it is read. Convert it once to"
            + " safetensors, in Python: "
            + wayOut(file));
  }

  private static String wayOut(Path file) {
    if (file.getFileName().toString().endsWith(".ckpt")) {
      return "StableDiffusionPipeline.from_single_file(\"…\")"
          + ".save_pretrained(\"…\", safe_serialization=True) of diffusers";
    }
    return "from_pretrained(\"…\").save_pretrained(\"…\", safe_serialization=True) of diffusers or"
        + " transformers, or safetensors.torch.save_file for a plain state dictionary";
  }
}
