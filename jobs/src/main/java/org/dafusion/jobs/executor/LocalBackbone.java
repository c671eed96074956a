package org.dafusion.jobs.executor;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.ClassifierSettings;

/** The backbone that settings name, from the disk of this node wherever it lies. */
public final class LocalBackbone {
  private LocalBackbone() {}

  /** As {@link BackboneSource#of(ClassifierSettings)}; a file of another file system is copied. */
  public static BackboneSource of(ClassifierSettings settings) {
    String place = settings.backbone();
    return ModelSource.isRemote(place)
        ? BackboneSource.of(settings, ModelSource.folder(place, hadoop()).toString())
        : BackboneSource.of(settings);
  }

  /**
   * How file systems are reached: in a job by its settings, before it by what it will start with.
   */
  private static Configuration hadoop() {
    SparkEnv running = SparkEnv.get();
    SparkConf conf = running == null ? new SparkConf() : running.conf();
    return SparkHadoopUtil.get().newConfiguration(conf);
  }
}
