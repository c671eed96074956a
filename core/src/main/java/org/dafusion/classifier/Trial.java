package org.dafusion.classifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.data.Part;
import org.dafusion.huggingface.TensorData;
import org.dafusion.random.Seeds;
import org.dafusion.random.UniformDraws;

/**
 * The course of one trial: epochs of training, a validation after each, and what its protocol
 * chooses and judges at the end.
 */
final class Trial {
  private final ClassifierSettings settings;
  private final Protocol protocol;
  private final List<String> classNames;
  private final Learner learner;
  private final HeldOutPictures validation;
  private final HeldOutPictures selection;
  private final HeldOutPictures test;
  private final List<Evaluation.Row> rows = new ArrayList<>();
  private Evaluation best;
  private LinearHead bestHead;
  private List<TensorData> bestBackbone;
  private Evaluation chosen;
  private Evaluation selected;

  /**
   * @param classNames by label
   * @param learner at its beginning
   * @param selection training pictures that choose the epoch; null for none
   * @param test null for none
   */
  Trial(
      ClassifierSettings settings,
      List<String> classNames,
      Learner learner,
      HeldOutPictures validation,
      HeldOutPictures selection,
      HeldOutPictures test) {
    this.settings = settings;
    this.protocol = settings.protocolInUse();
    this.classNames = classNames;
    this.learner = learner;
    this.validation = validation;
    this.selection = selection;
    this.test = test;
  }

  TrialResult run(TrialListener listener) {
    Evaluation last = null;
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      Tally learned = new Tally(classNames.size(), protocol);
      learner.learn(learned);
      Evaluation training = learned.evaluation(epoch, step(epoch));
      requireFinite(training.loss(), epoch);
      rows.addAll(training.rows(Part.TRAIN, classNames));
      last = judge(validation, epoch);
      rows.addAll(last.rows(Part.VALIDATION, classNames));
      if (best == null || last.headline() > best.headline()) {
        best = last;
        bestHead = learner.head();
        bestBackbone = learner.backbone();
      }
      if (selection != null) {
        select(last);
      }
      listener.evaluated(last);
    }
    return result(last);
  }

  /** What comes after it would be one class for every picture, which looks like a result. */
  private void requireFinite(double loss, int epoch) {
    Rules.of("classifier")
        .that(
            "learning-rate",
            Double.isFinite(loss),
            "be smaller, as training left the range of numbers: its loss is %s in epoch %d"
                .formatted(loss, epoch),
            settings.learningRate())
        .verify();
  }

  /** Of epochs with equal accuracy the one with the lower loss is preferred, then the earlier. */
  private void select(Evaluation validated) {
    Evaluation candidate = judge(selection, validated.epoch());
    double accuracy = candidate.accuracy().micro();
    rows.add(row(candidate, Part.TRAIN, Evaluation.SELECTION_ACCURACY, accuracy));
    double most = chosen == null ? -1 : chosen.accuracy().micro();
    if (accuracy > most || accuracy == most && candidate.loss() < chosen.loss()) {
      chosen = candidate;
      selected = validated;
      learner.remember();
    }
  }

  private TrialResult result(Evaluation last) {
    LinearHead lastHead = learner.head();
    List<TensorData> lastBackbone = learner.backbone();
    rows.addAll(last.confusionRows(Part.VALIDATION, classNames));
    Evaluation tested = test(last.epoch());
    LinearHead selectedHead = lastHead;
    List<TensorData> selectedBackbone = lastBackbone;
    Evaluation selectedTest = tested;
    if (selection != null) {
      rows.add(accuracyOfSelected(selected, Part.VALIDATION));
      if (selected.epoch() < last.epoch()) {
        learner.recall();
        selectedHead = learner.head();
        selectedBackbone = learner.backbone();
        rows.addAll(selected.confusionRows(Part.VALIDATION, classNames));
        selectedTest = test(selected.epoch());
      }
      if (selectedTest != null) {
        rows.add(accuracyOfSelected(selectedTest, Part.TEST));
      }
    }
    return new TrialResult(
        rows,
        best,
        bestHead,
        bestBackbone,
        last,
        lastHead,
        lastBackbone,
        selection == null ? last : selected,
        selectedHead,
        selectedBackbone,
        tested,
        selectedTest,
        skipped());
  }

  private Evaluation test(int epoch) {
    if (test == null) {
      return null;
    }
    Evaluation tested = judge(test, epoch);
    rows.addAll(tested.rows(Part.TEST, classNames));
    rows.addAll(tested.confusionRows(Part.TEST, classNames));
    return tested;
  }

  private static Evaluation.Row accuracyOfSelected(Evaluation selected, Part part) {
    return row(selected, part, Evaluation.SELECTED_ACCURACY, selected.accuracy().micro());
  }

  private static Evaluation.Row row(Evaluation of, Part part, String metric, double value) {
    return new Evaluation.Row(of.epoch(), of.step(), part, metric, "", value);
  }

  private Evaluation judge(HeldOutPictures heldOut, int epoch) {
    Tally tally = new Tally(classNames.size(), protocol);
    learner.judge(heldOut, times(heldOut, epoch), tally);
    return tally.evaluation(epoch, step(epoch));
  }

  /** How often each picture counts: once, or as often as it is drawn, with replacement. */
  private int[] times(HeldOutPictures heldOut, int epoch) {
    int[] times = new int[heldOut.size()];
    if (settings.validationDraws() == 0) {
      Arrays.fill(times, 1);
      return times;
    }
    UniformDraws random =
        new UniformDraws(Seeds.derive(settings.seed(), "validation", Integer.toString(epoch)));
    for (int i = 0; i < settings.validationDraws(); i++) {
      times[random.below(times.length)]++;
    }
    return times;
  }

  private int step(int epoch) {
    return epoch * settings.iterationsPerEpoch();
  }

  private List<SkippedExample> skipped() {
    List<SkippedExample> skipped = new ArrayList<>(learner.skipped());
    for (HeldOutPictures heldOut : Arrays.asList(selection, validation, test)) {
      if (heldOut != null) {
        skipped.addAll(heldOut.skipped());
      }
    }
    return skipped;
  }
}
