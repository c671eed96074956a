package org.dafusion.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a published dataset looks like on disk, and what is said of one that looks otherwise.
 *
 * @param dataset its name in tables and errors
 * @param expected what its folder holds, in words
 */
record Layout(String dataset, String expected) {
  /**
   * The folder that holds the dataset: the first of some that has a file.
   *
   * @param folders below the root; empty for the root itself
   * @throws InvalidDatasetException if none has it
   */
  DatasetFiles withFile(DatasetFiles files, String path, String... folders) {
    for (String folder : folders) {
      if (files.exists(SubFolder.join(folder, path))) {
        return SubFolder.of(files, folder);
      }
    }
    throw refusal(files, "there is no file " + path);
  }

  /**
   * The folder that holds the dataset: the first of some that has any file.
   *
   * @param folders below the root; empty for the root itself
   * @throws InvalidDatasetException if none has one
   */
  DatasetFiles withAnyFile(DatasetFiles files, String... folders) {
    for (String folder : folders) {
      if (!files.list(folder).isEmpty()) {
        return SubFolder.of(files, folder);
      }
    }
    throw refusal(files, "it holds no file");
  }

  /** The content of a file, which must be there. */
  byte[] read(DatasetFiles files, String path) {
    return read(files, path, BoundedFile.MOST_BYTES);
  }

  /** The content of a file, which must be there and have no more bytes. */
  byte[] read(DatasetFiles files, String path, int most) {
    requireFile(files, path);
    try (InputStream in = files.open(path)) {
      return BoundedFile.read(path, in, most);
    } catch (BoundedFile.TooLargeException e) {
      throw refusal(files, e.getMessage());
    } catch (IOException e) {
      throw cannotRead(files, path, e);
    }
  }

  /** The lines of a text, without those that are blank and without line ends; not kept at once. */
  void eachLine(DatasetFiles files, String path, Consumer<String> reader) {
    requireFile(files, path);
    try (InputStream in = files.open(path)) {
      BoundedFile.eachLine(
          path,
          in,
          line -> {
            if (!line.isBlank()) {
              reader.accept(line.strip());
            }
          });
    } catch (BoundedFile.TooLargeException e) {
      throw refusal(files, e.getMessage());
    } catch (CharacterCodingException e) {
      throw refusal(files, path + " is not UTF-8");
    } catch (IOException e) {
      throw cannotRead(files, path, e);
    }
  }

  /**
   * The two halves of a line of a text, parted by its first blank.
   *
   * @throws InvalidDatasetException if it has no blank
   */
  List<String> halves(DatasetFiles files, String path, String line) {
    String[] halves = line.split("\\s+", 2);
    if (halves.length < 2) {
      throw refusal(files, "%s has a line without a blank: '%s'".formatted(path, line));
    }
    return List.of(halves);
  }

  /** Sees to it that a file is there. */
  void requireFile(DatasetFiles files, String path) {
    if (!files.exists(path)) {
      throw refusal(files, "there is no file " + path);
    }
  }

  /**
   * The error of files that are not this dataset.
   *
   * @param reason completes the sentence "Cannot use … as … because …"
   */
  InvalidDatasetException refusal(DatasetFiles files, String reason) {
    return new InvalidDatasetException(
        "Cannot use %s as %s because %s: expected %s"
            .formatted(files.root(), dataset, reason, expected));
  }

  private static UncheckedIOException cannotRead(
      DatasetFiles files, String path, IOException cause) {
    return new UncheckedIOException(
        "Cannot read " + files.uri(path) + " because " + cause.getMessage(), cause);
  }
}
