package org.dafusion.jobs.benchmark;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.schedule.NoiseSchedule;

/** The model folders of a benchmark, each opened and digested once. */
final class OpenModels {
  /** A folder and what is read from it. */
  record OpenModel(ModelFolder folder, String digest, NoiseSchedule schedule) {}

  private final Configuration hadoop;
  private final Map<ModelSettings, OpenModel> open = new HashMap<>();

  OpenModels(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  OpenModel of(ModelSettings settings) {
    return open.computeIfAbsent(settings, this::open);
  }

  private OpenModel open(ModelSettings settings) {
    ModelFolder folder = ModelSource.open(settings, hadoop);
    return new OpenModel(folder, folder.digest(), NoiseSchedule.from(folder.config("scheduler")));
  }
}
