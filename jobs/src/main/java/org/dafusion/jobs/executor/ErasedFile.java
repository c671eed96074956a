package org.dafusion.jobs.executor;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.dafusion.engine.CompiledModel;
import org.dafusion.erasure.ErasedWeights;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.jobs.table.Sha256;

/**
 * Erased weights that a task wants in place, on a file system that Hadoop knows.
 *
 * @param uri of the safetensors file; empty for the weights as they are
 * @param digest of its content, empty likewise
 */
public record ErasedFile(String uri, String digest) implements Serializable {
  /** The model as it is. */
  public static final ErasedFile NONE = new ErasedFile("", "");

  private static final Map<ErasedFile, Path> VERIFIED = new ConcurrentHashMap<>();

  /**
   * Puts the weights in place.
   *
   * @throws ModelArtefactException if it is not the file that the row tells of, or is of another
   *     model; nothing is changed then
   */
  ErasedWeights.Applied applyTo(CompiledModel unet, String modelDigest, Configuration hadoop) {
    try (ErasedWeights erased = ErasedWeights.open(onDisk(hadoop))) {
      return erased.applyTo(unet, modelDigest);
    }
  }

  /**
   * The file on the disk of this process: a local one where it is, another as a copy that stays for
   * the tasks to come. Its content is verified once, as nobody replaces it.
   *
   * @throws ModelArtefactException if it is not the file that the row tells of
   */
  Path onDisk(Configuration hadoop) {
    return VERIFIED.computeIfAbsent(this, file -> file.fetch(hadoop));
  }

  private Path fetch(Configuration hadoop) {
    try {
      org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(uri);
      FileSystem files = source.getFileSystem(hadoop);
      URI place = files.makeQualified(source).toUri();
      if (place.getScheme().equals("file")) {
        return verified(Path.of(place.getPath()));
      }
      Path folder = ModelSource.temporary();
      Path copy = folder.resolve("erased.safetensors");
      try {
        files.copyToLocalFile(false, source, new org.apache.hadoop.fs.Path(copy.toUri()), true);
        return verified(copy);
      } catch (IOException | RuntimeException e) {
        FileUtil.fullyDelete(folder.toFile());
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + uri + " because " + e.getMessage(), e);
    }
  }

  private Path verified(Path file) throws IOException {
    String found = Sha256.of(file);
    if (!found.equals(digest)) {
      throw new ModelArtefactException(
          "Cannot apply %s because its SHA-256 must be %s, as its row says, found %s"
              .formatted(uri, digest, found));
    }
    return file;
  }
}
