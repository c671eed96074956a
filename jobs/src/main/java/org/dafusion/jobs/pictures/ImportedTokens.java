package org.dafusion.jobs.pictures;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.inversion.InitialVectors;
import org.dafusion.inversion.LearnedEmbedsFile;
import org.dafusion.jobs.dataset.StoredFile;

/**
 * Tokens of others, in the files that diffusers keeps them in.
 *
 * @param place where they were found
 * @param tokens all of them
 */
public record ImportedTokens(String place, LearnedTokens tokens) {
  private static final List<String> SUFFIXES =
      List.of(".safetensors", ".bin", ".pt", ".pth", ".ckpt");

  /**
   * Reads a file, or all files of a folder and of the folders in it.
   *
   * @throws ModelArtefactException if there are none, or one is a pickle or holds something else
   */
  public static ImportedTokens read(String place, Configuration hadoop) {
    Map<String, List<float[]>> vectors = new TreeMap<>();
    try {
      for (Path file : files(new Path(place), hadoop)) {
        LearnedTokens tokens = read(file, hadoop);
        for (String placeholder : tokens.placeholders()) {
          if (vectors.put(placeholder, tokens.vectors(placeholder)) != null) {
            throw new ModelArtefactException(
                "Cannot import tokens from %s because %s is in more than one file"
                    .formatted(place, placeholder));
          }
        }
      }
    } catch (FileNotFoundException e) {
      throw new ModelArtefactException(
          "Cannot import tokens from " + place + " because there is no such file or folder", e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot import tokens from " + place + " because " + e.getMessage(), e);
    }
    if (vectors.isEmpty()) {
      throw new ModelArtefactException(
          "Cannot import tokens from " + place + " because it holds no safetensors files");
    }
    return new ImportedTokens(place, new LearnedTokens(vectors));
  }

  private static List<Path> files(Path place, Configuration hadoop) throws IOException {
    FileSystem system = place.getFileSystem(hadoop);
    if (system.getFileStatus(place).isFile()) {
      return List.of(place);
    }
    List<Path> files = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> all = system.listFiles(place, true);
    while (all.hasNext()) {
      Path file = all.next().getPath();
      String name = file.getName().toLowerCase(Locale.ROOT);
      if (SUFFIXES.stream().anyMatch(name::endsWith)) {
        files.add(file);
      }
    }
    files.sort(null);
    return files;
  }

  private static LearnedTokens read(Path file, Configuration hadoop) throws IOException {
    java.nio.file.Path folder = Files.createTempDirectory("dafusion-tokens");
    java.nio.file.Path local = folder.resolve(file.getName());
    try {
      Files.write(local, StoredFile.read(file.toString(), hadoop));
      return LearnedEmbedsFile.read(local);
    } catch (ModelArtefactException e) {
      // the message names the copy, which is gone when it is read; it must not be found as a cause
      throw new ModelArtefactException(
          e.getMessage().replace(local.toString(), file.toString()), e.getCause());
    } finally {
      Files.deleteIfExists(local);
      Files.deleteIfExists(folder);
    }
  }

  /** The same for the same tokens, whatever files they came in. */
  public String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String placeholder : tokens.placeholders()) {
        digest.update(placeholder.getBytes(StandardCharsets.UTF_8));
        for (float[] vector : tokens.vectors(placeholder)) {
          ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + Float.BYTES * vector.length);
          bytes.putInt(vector.length).asFloatBuffer().put(vector);
          digest.update(bytes.array());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java", e);
    }
  }

  /**
   * Checks that the text encoder can take them.
   *
   * @throws ModelArtefactException naming the first that it cannot
   */
  public void requireWidth(int width) {
    for (String placeholder : tokens.placeholders()) {
      for (float[] vector : tokens.vectors(placeholder)) {
        if (vector.length != width) {
          throw new ModelArtefactException(
              "Cannot import the token %s from %s: its vectors must have width %d, the text encoder's, found %d"
                  .formatted(placeholder, place, width, vector.length));
        }
      }
    }
  }

  /**
   * Checks that training has moved them: a token that still is a word of the model would make
   * pictures of that word.
   *
   * @param table values of the text encoder's embedding table
   * @throws ModelArtefactException naming the first that is as it began
   */
  public void requireLearned(float[] table) {
    for (String placeholder : tokens.placeholders()) {
      List<Integer> rows = InitialVectors.rows(table, tokens.vectors(placeholder));
      if (!rows.isEmpty()) {
        throw new ModelArtefactException(
            "Cannot import the token %s from %s because training never moved it: its vectors are the rows %s of the text encoder's embedding table, words that the model has without it"
                .formatted(placeholder, place, rows));
      }
    }
  }

  /**
   * The vectors of a token that is wanted.
   *
   * @param id of the token, as in the table of embeddings
   * @throws InvalidDatasetException if it is not among them
   */
  public List<float[]> vectors(String placeholder, String id) {
    if (!tokens.has(placeholder)) {
      throw new InvalidDatasetException(
          "Cannot import the token %s of %s because %s does not hold it (it holds %s)"
              .formatted(placeholder, id, place, tokens));
    }
    return tokens.vectors(placeholder);
  }
}
