package org.dafusion.jobs.erase;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.erasure.ErasedConcept;
import org.dafusion.jobs.executor.ErasedFile;
import org.dafusion.jobs.table.ErasureRow;
import org.dafusion.jobs.table.ErasuresTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;

/**
 * The erased weights that each class's pictures are made with.
 *
 * @param identity run of the weights; empty where the model stays as it is
 * @param files by concept, of those that could be erased
 * @param refusals by concept, why one could not
 */
public record ErasedUnets(
    String identity, Map<String, ErasedFile> files, Map<String, String> refusals)
    implements Serializable {
  /** The model as it is. */
  public static final ErasedUnets NONE = new ErasedUnets("", Map.of(), Map.of());

  /**
   * The identity of those of a run, whether they are there or not.
   *
   * @param run null where the model stays as it is
   */
  public static String identity(EraseRun run) {
    return run == null ? NONE.identity : run.id();
  }

  /**
   * Those of a run.
   *
   * @param run null where the model stays as it is
   * @throws InvalidDatasetException if a class was not treated yet
   */
  public static ErasedUnets of(Workspace workspace, EraseRun run) {
    if (run == null) {
      return NONE;
    }
    Map<String, ErasedFile> files = new HashMap<>();
    Map<String, String> refusals = new HashMap<>();
    ErasuresTable.in(workspace).read(run.id()).collectAsList().stream()
        .map(ErasuresTable::fromRow)
        .forEach(row -> put(row, workspace, files, refusals));
    for (ErasedConcept concept : run.concepts()) {
      if (!files.containsKey(concept.name()) && !refusals.containsKey(concept.name())) {
        throw new InvalidDatasetException(
            "Cannot find the weights without %s in %s, run %s: run the stage erase first, or set erase.enabled = false"
                .formatted(concept.name(), ErasuresTable.in(workspace).location(), run.id()));
      }
    }
    return new ErasedUnets(run.id(), files, refusals);
  }

  private static void put(
      ErasureRow row,
      Workspace workspace,
      Map<String, ErasedFile> files,
      Map<String, String> refusals) {
    if (row.status() == Status.OK) {
      Path file = workspace.path(row.file());
      files.put(row.className(), new ErasedFile(file.toString(), row.digest()));
    } else {
      refusals.put(row.className(), "the class could not be erased: " + row.reason());
    }
  }

  /** Whether classes differ in their weights. */
  public boolean byClass() {
    return !identity.isEmpty()
        && !files.containsKey(ErasedConcept.ALL)
        && !refusals.containsKey(ErasedConcept.ALL);
  }

  /** The weights for a class; none where it could not be erased. */
  public ErasedFile of(String className) {
    return files.getOrDefault(concept(className), ErasedFile.NONE);
  }

  /** Why no picture of a class may be made; null if they may. */
  public String refusal(String className) {
    return refusals.get(concept(className));
  }

  private String concept(String className) {
    return byClass() ? className : ErasedConcept.ALL;
  }
}
