package org.dafusion.jobs.erase;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.erasure.ErasedConcept;
import org.dafusion.erasure.ErasureSettings;
import org.dafusion.jobs.executor.ErasedFile;
import org.dafusion.jobs.executor.ExecutorModels;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.table.RunId;

/**
 * Everything that shapes erased weights, and so names their run. A class by itself does not know
 * the others, so another data set with the same class finds its weights there.
 *
 * @param model as its pictures are made
 * @param modelDigest of its folder
 * @param classNames of the data set, by label
 */
public record EraseRun(
    ModelSettings model,
    String modelDigest,
    ExecutorSettings executor,
    ErasureSettings erasure,
    List<String> classNames)
    implements Serializable {

  public EraseRun {
    classNames = List.copyOf(classNames);
  }

  String id() {
    return RunId.of(EraseStage.NAME, settings());
  }

  List<ErasedConcept> concepts() {
    return erasure.concepts(classNames);
  }

  /** The model to train: in 32 bits, without a checker, and nobody else's. */
  ExecutorModels.Wanted wanted() {
    ModelSettings training =
        new ModelSettings(model.path(), "fp32", model.variant(), "off", 0, model.sha256());
    return new ExecutorModels.Wanted(training, modelDigest, ErasedFile.NONE, true);
  }

  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("model", modelDigest);
    settings.putAll(erasure.shaping());
    if (erasure.allAtOnce()) {
      settings.put("classes", classNames);
    }
    return settings;
  }
}
