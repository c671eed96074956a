package org.dafusion.jobs.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.dafusion.diffusion.RandomFolder;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.ShippedModel;

/**
 * Brings a model folder to the disk of this process: a local path is used where it is, a URI of
 * another file system is copied once per node ({@link ModelCache}), the word {@value
 * ShippedModel#RANGELAND} stands for the model that comes with the project, and the word {@value
 * #RANDOM} for a tiny folder with random weights that each process writes for itself, always the
 * same.
 */
public final class ModelSource {
  /** In place of a path: a tiny random model, to try the pipeline without one. */
  public static final String RANDOM = "random";

  /** Hadoop's key for the folder of copies; absent or empty for the default. */
  public static final String CACHE_KEY = ModelCache.FOLDER;

  private static final long RANDOM_SEED = 0;

  /** Two letters at least: one is a drive of Windows. */
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/");

  private static final Map<String, Path> FETCHED = new ConcurrentHashMap<>();
  private static final Map<String, String> DIGESTS = new ConcurrentHashMap<>();

  private ModelSource() {}

  /**
   * Opens the folder that settings name.
   *
   * @param hadoop how other file systems are reached
   * @throws ModelArtefactException if there is no such folder, if it is not a model, or if it has
   *     another digest than the settings say
   */
  public static ModelFolder open(ModelSettings settings, Configuration hadoop) {
    ModelFolder folder = ModelFolder.open(folder(settings.path(), hadoop), settings.variant());
    if (!settings.sha256().isEmpty()) {
      requireDigest(settings, folder);
    }
    return folder;
  }

  /** Taken once per process, as nobody replaces a model that is in use. */
  private static void requireDigest(ModelSettings settings, ModelFolder folder) {
    String found =
        DIGESTS.computeIfAbsent(
            folder.path() + "\n" + settings.variant(), place -> folder.digest());
    if (!found.equalsIgnoreCase(settings.sha256())) {
      throw new ModelArtefactException(
          "Cannot use the model %s because its digest must be %s, as model.sha256 says, found %s: its files are another model's, or were changed. Fetch it again from where you trust it, or, if it is the one that you want, set model.sha256 to what was found"
              .formatted(settings.path(), settings.sha256(), found));
    }
  }

  /**
   * Where a folder lies on the disk of this process; not to be written to.
   *
   * @param place as the settings name it
   */
  public static Path folder(String place, Configuration hadoop) {
    return FETCHED.computeIfAbsent(place, path -> fetch(path, hadoop));
  }

  /** Whether a word stands for a model in place of a path. */
  public static boolean isWord(String path) {
    return path.equals(RANDOM) || path.equals(ShippedModel.RANGELAND);
  }

  /** Whether a place is the address of another file system than the local one. */
  static boolean isRemote(String place) {
    return ADDRESS.matcher(place).lookingAt() && !place.startsWith("file:");
  }

  /** A local path made absolute, because executors run in folders of their own. */
  public static String absolute(String path) {
    return path.isBlank() || isWord(path) || path.contains(":/")
        ? path
        : Path.of(path).toAbsolutePath().normalize().toString();
  }

  private static Path fetch(String path, Configuration hadoop) {
    try {
      if (path.equals(RANDOM)) {
        Path folder = temporary();
        RandomFolder.write(folder, RANDOM_SEED);
        return folder;
      } else if (path.equals(ShippedModel.RANGELAND)) {
        return ShippedModel.rangeland().folder();
      }
      org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(path);
      return isRemote(path)
          ? ModelCache.of(hadoop).fetch(source, hadoop)
          : Path.of(source.toUri().getPath());
    } catch (UnsupportedFileSystemException e) {
      throw new ModelArtefactException(
          "Cannot fetch the model " + path + " because " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot fetch the model " + path + " because " + e.getMessage(), e);
    }
  }

  /** A new folder that goes with this process. */
  static Path temporary() throws IOException {
    Path folder = Files.createTempDirectory("dafusion-model");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    return folder;
  }

  private static void delete(Path folder) {
    try {
      org.apache.hadoop.fs.FileUtil.fullyDelete(folder.toFile());
    } catch (RuntimeException e) {
      // the process ends; the system's own cleaning takes what is left
    }
  }
}
