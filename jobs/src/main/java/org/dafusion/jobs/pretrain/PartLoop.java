package org.dafusion.jobs.pretrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.jobs.stage.Pace;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.RunClock;
import org.dafusion.jobs.table.Checkpoints;
import org.dafusion.pretrain.PartTraining;

/**
 * Takes the steps of a training: goes on from its checkpoint, tells how it gets on, and keeps
 * checkpoints, validations and previews at their intervals.
 */
final class PartLoop {
  private static final String CHECKPOINT = "training";
  private static final long TELL_NANOS = 5_000_000_000L;

  /** Steps over which the loss that is told is averaged. */
  private static final int RECENT = 50;

  private final PretrainRun run;
  private final PartTraining training;
  private final Checkpoints checkpoints;
  private final Configuration hadoop;
  private final PretrainedFolder folder;
  private final Progress progress;
  private final LossHistory history;
  private final RunClock clock;
  private double secondsBefore;

  /**
   * The loop.
   *
   * @param clock started before the training was prepared, which is a part of what it costs
   */
  PartLoop(
      PretrainRun run,
      PartTraining training,
      Checkpoints checkpoints,
      Configuration hadoop,
      PretrainedFolder folder,
      RunClock clock,
      Progress progress) {
    this.run = run;
    this.training = training;
    this.checkpoints = checkpoints;
    this.hadoop = hadoop;
    this.folder = folder;
    this.clock = clock;
    this.progress = progress;
    this.history = new LossHistory(run.recipe().steps());
  }

  /** Takes all steps that are left, and answers what the training told. */
  LossHistory run() throws IOException {
    resume();
    long first = training.step();
    long steps = run.recipe().steps();
    if (first == 0) {
      look();
    }
    Pace pace = new Pace();
    long told = System.nanoTime();
    while (training.step() < steps) {
      Map<String, Double> measures = training.advance();
      long step = training.step();
      history.trained(step, measures);
      if (System.nanoTime() - told > TELL_NANOS || step == steps) {
        progress.say(line(pace, step - first, steps));
        told = System.nanoTime();
      }
      if (step % run.settings().validateEvery() == 0 || step == steps) {
        look();
      }
      if (step % run.settings().checkpointEvery() == 0 || step == steps) {
        checkpoint();
      }
    }
    return history;
  }

  private void resume() throws IOException {
    Path local = Files.createTempFile("dafusion-checkpoint", ".safetensors");
    try {
      if (checkpoints.fetch(CHECKPOINT, local, hadoop)) {
        training.restore(local);
        folder.losses().ifPresent(text -> history.resume(text, training.step()));
        secondsBefore = history.seconds();
        progress.say(
            "pretrain: %s goes on from step %d".formatted(run.part().word(), training.step()));
      }
    } finally {
      Files.deleteIfExists(local);
    }
  }

  /** The history first, so that no checkpoint is without its past. */
  private void checkpoint() throws IOException {
    history.took(training.step(), secondsBefore + clock.seconds());
    folder.keep(history);
    Path local = Files.createTempFile("dafusion-checkpoint", ".safetensors");
    try {
      training.save(local);
      checkpoints.store(CHECKPOINT, local, hadoop);
    } finally {
      Files.deleteIfExists(local);
    }
  }

  private void look() {
    long step = training.step();
    Map<String, Double> measures = training.validate();
    history.validated(step, measures);
    folder.keep(step, training.preview());
    folder.draw(history);
    progress.say(
        "pretrain: %s, step %d, validation: %s".formatted(run.part().word(), step, told(measures)));
  }

  private static String told(Map<String, Double> measures) {
    return measures.isEmpty()
        ? "no images"
        : measures.entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.5g", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
  }

  private String line(Pace pace, long taken, long steps) {
    return String.format(
        Locale.ROOT,
        "pretrain: %s, step %d of %d, loss %.5f, %.1f images/s, %s left",
        run.part().word(),
        training.step(),
        steps,
        history.recent(LossHistory.TRAIN + "loss", RECENT),
        pace.rate(taken) * run.recipe().batch(),
        pace.left(taken, steps - training.step()));
  }
}
