package org.dafusion.jobs.invert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.inversion.LearnedEmbedsFile;
import org.dafusion.jobs.table.EmbeddingRow;
import org.dafusion.jobs.table.FileNames;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;

/**
 * {@code <workspace>/tokens/<run>}: learned tokens as diffusers reads them, a folder with a {@code
 * learned_embeds.safetensors} for each.
 */
record ExportedTokens(Workspace workspace, String run) {
  private static final String FILE = "learned_embeds.safetensors";

  /**
   * Writes the usable tokens.
   *
   * @return the folder
   */
  Path write(List<EmbeddingRow> tokens) {
    Path folder = workspace.path("tokens/" + run);
    try {
      java.nio.file.Path local = Files.createTempFile("dafusion-token", ".safetensors");
      try {
        for (EmbeddingRow token : tokens) {
          if (token.status() == Status.OK) {
            LearnedEmbedsFile.write(
                local, new LearnedTokens(Map.of(token.placeholder(), token.vectors())));
            copy(local, new Path(new Path(folder, name(token.placeholder())), FILE));
          }
        }
      } finally {
        Files.deleteIfExists(local);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + folder + " because " + e.getMessage(), e);
    }
    return folder;
  }

  private void copy(java.nio.file.Path local, Path file) throws IOException {
    Configuration hadoop = workspace.hadoop();
    file.getFileSystem(hadoop).copyFromLocalFile(false, true, new Path(local.toUri()), file);
  }

  /** The placeholder without its brackets, fit for a folder's name on any file system. */
  private static String name(String placeholder) {
    String token = placeholder.substring(1, placeholder.length() - 1);
    return FileNames.of(URLEncoder.encode(token, StandardCharsets.UTF_8).replace("*", "%2A"));
  }
}
