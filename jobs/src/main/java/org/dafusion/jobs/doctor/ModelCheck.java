package org.dafusion.jobs.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.executor.ModelSource;

/**
 * The model folder: there, whole, with weights as safetensors. Its digest is what manifests tell it
 * by.
 *
 * @param found is told of a folder that can be used
 */
record ModelCheck(ModelSettings model, Configuration hadoop, Consumer<ModelFolder> found)
    implements Check {
  private static final int SHOWN = 3;

  @Override
  public String name() {
    return "model";
  }

  @Override
  public Finding make() {
    ModelFolder folder = ModelSource.open(model, hadoop);
    StableDiffusion.verify(folder, model.check(folder).on());
    found.accept(folder);
    String text = "%s, whole, digest %s".formatted(model.path(), folder.digest());
    List<String> pickles = pickles(folder.path());
    return pickles.isEmpty()
        ? Finding.ok(text)
        : Finding.warning(
            "%s; beside its safetensors lie %d pickles, which are never read, such as %s"
                .formatted(
                    text,
                    pickles.size(),
                    String.join(", ", pickles.subList(0, Math.min(SHOWN, pickles.size())))),
            "delete them, as they can run code in programs that do read them");
  }

  private static List<String> pickles(Path folder) {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(name -> name.matches(".*\\.(bin|pt|pth|ckpt)"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder + " because " + e.getMessage(), e);
    }
  }
}
