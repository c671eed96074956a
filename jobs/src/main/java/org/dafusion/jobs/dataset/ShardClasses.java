package org.dafusion.jobs.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.dafusion.data.InvalidDatasetException;

/**
 * The classes of a dataset's Parquet files, which all of them, or the dataset's card, must name.
 */
final class ShardClasses {
  private static final String CARD = "README.md";

  private final DatasetFolder folder;
  private final Configuration hadoop;

  private ShardClasses(DatasetFolder folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = hadoop;
  }

  /**
   * Names by label.
   *
   * @param shards paths below the folder, at least one
   * @param column of the labels
   * @throws InvalidDatasetException if nobody names the classes, or if two name different ones
   */
  static List<String> of(
      DatasetFolder folder, Collection<String> shards, String column, Configuration hadoop) {
    return new ShardClasses(folder, hadoop).names(shards, column);
  }

  private List<String> names(Collection<String> shards, String column) {
    Set<List<String>> found = new LinkedHashSet<>();
    List<String> silent = new ArrayList<>();
    for (String shard : shards) {
      List<String> names = ClassLabels.ofFooter(folder.uri(shard), footer(shard), column);
      if (names == null) {
        silent.add(shard);
      } else {
        found.add(names);
      }
    }
    if (!silent.isEmpty()) {
      found.add(ofCard(column, silent.get(0)));
    }
    if (found.size() > 1) {
      throw folder.refusal("its files name different classes: " + found);
    }
    return found.iterator().next();
  }

  private List<String> ofCard(String column, String silent) {
    List<String> names = null;
    if (folder.paths().contains(CARD)) {
      String card = new String(folder.read(CARD), StandardCharsets.UTF_8);
      names = ClassLabels.ofCard(folder.uri(CARD), card, column);
    }
    if (names == null) {
      throw folder.refusal(
          "neither the key %s in the footer of %s nor the dataset_info of a %s names the classes of the column %s: write it with Hugging Face's to_parquet, which keeps them, name them in the card, or set dataset.label-column to a column that has them"
              .formatted(ClassLabels.KEY, silent, CARD, column));
    }
    return names;
  }

  private String footer(String shard) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(folder.uri(shard)), hadoop))) {
      return reader.getFileMetaData().getKeyValueMetaData().get(ClassLabels.KEY);
    } catch (IOException e) {
      if (DamagedFiles.isDamage(e)) {
        throw folder.refusal(shard + " cannot be read: " + DamagedFiles.shown(e));
      }
      throw new UncheckedIOException(
          "Cannot read " + folder.uri(shard) + " because " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // Parquet's own way to say that a file is none
      throw folder.refusal(shard + " cannot be read: " + e.getMessage());
    }
  }
}
