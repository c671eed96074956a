package org.dafusion.jobs.cli;

import java.util.List;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.stage.AugmentStage;
import org.dafusion.jobs.stage.DatasetSettings;
import org.dafusion.jobs.stage.InspectSettings;
import org.dafusion.jobs.stage.InspectStage;
import org.dafusion.jobs.stage.LimitSettings;
import org.dafusion.jobs.stage.PrepareStage;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.TrainStage;

/** The words that name stages on the command line, and the stages that each of them runs. */
enum StageWord {
  /** Dataset to {@code examples}. */
  PREPARE {
    @Override
    List<Stage> stages(Settings settings) {
      return List.of(settings.prepare());
    }
  },
  /** {@code examples} to {@code synthetic}. */
  AUGMENT {
    @Override
    List<Stage> stages(Settings settings) {
      return List.of(settings.augment());
    }
  },
  /** Both tables to {@code trials}. */
  TRAIN {
    @Override
    List<Stage> stages(Settings settings) {
      return List.of(settings.train());
    }
  },
  /** All of these in turn. */
  RUN {
    @Override
    List<Stage> stages(Settings settings) {
      return List.of(settings.prepare(), settings.augment(), settings.train());
    }
  },
  /** What a model folder or a table holds. */
  INSPECT {
    @Override
    List<Stage> stages(Settings settings) {
      return List.of(settings.inspect());
    }
  };
}
