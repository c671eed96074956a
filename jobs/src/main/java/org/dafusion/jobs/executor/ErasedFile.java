package org.dafusion.jobs.executor;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
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

  /**
   * Puts the weights in place, from a copy on this machine that goes again.
   *
   * @throws ModelArtefactException if it is not the file that the row tells of, or is of another
   *     model; nothing is changed then
   */
  ErasedWeights.Applied applyTo(CompiledModel unet, String modelDigest, Configuration hadoop) {
    try {
      Path folder = Files.createTempDirectory("dafusion-erased");
      Path local = folder.resolve("erased.safetensors");
      try {
        org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(uri);
        source
            .getFileSystem(hadoop)
            .copyToLocalFile(false, source, new org.apache.hadoop.fs.Path(local.toUri()), true);
        requireDigest(Sha256.of(local));
        try (ErasedWeights erased = ErasedWeights.open(local)) {
          return erased.applyTo(unet, modelDigest);
        }
      } finally {
        // never throws: weights that are in place must not get lost over a copy that stays
        FileUtil.fullyDelete(folder.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + uri + " because " + e.getMessage(), e);
    }
  }

  private void requireDigest(String found) {
    if (!found.equals(digest)) {
      throw new ModelArtefactException(
          "Cannot apply %s because its SHA-256 must be %s, as its row says, found %s"
              .formatted(uri, digest, found));
    }
  }
}
