package org.dafusion.jobs.train;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.dafusion.classifier.Evaluation;
import org.dafusion.classifier.TrialListener;
import org.dafusion.jobs.stage.Progress;

/** Tells people how a trial gets on, a line every few seconds. */
final class TrialProgress implements TrialListener {
  private static final long EVERY = TimeUnit.SECONDS.toNanos(5);

  private final String label;
  private final Progress progress;
  private long next = System.nanoTime() + EVERY;

  TrialProgress(String label, Progress progress) {
    this.label = label;
    this.progress = progress;
  }

  @Override
  public void featuresComputed(long views, long total) {
    if (due()) {
      progress.say("%s, features of %d of %d views".formatted(label, views, total));
    }
  }

  @Override
  public void evaluated(Evaluation validation) {
    if (due()) {
      progress.say(
          String.format(
              Locale.ROOT,
              "%s, step %d, validation loss %.4f, accuracy %.4f",
              label,
              validation.step(),
              validation.loss(),
              validation.headline()));
    }
  }

  private boolean due() {
    if (System.nanoTime() < next) {
      return false;
    }
    next = System.nanoTime() + EVERY;
    return true;
  }
}
