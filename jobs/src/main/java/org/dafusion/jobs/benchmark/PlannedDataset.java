package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.jobs.train.PlannedTrial;

/**
 * A dataset whose images are known, and all draws and trials that are wanted of it.
 *
 * @param examples run of the real images
 * @param classNames by label
 * @param heldOut by draw, how many images judge what is learned from it
 */
record PlannedDataset(
    BenchmarkDataset dataset,
    String examples,
    List<String> classNames,
    List<BenchmarkDraw> draws,
    Map<FewShotSplit, HeldOutCount> heldOut) {

  /** Which images draws have. */
  interface Drawing {
    /** Those that each draw trains on. */
    Map<FewShotSplit, List<ImageFile>> training(List<FewShotSplit> splits);

    /** How many judge what is learned from a draw. */
    HeldOutCount heldOut(FewShotSplit split);
  }

  /** Names what an arm makes and does on a draw. */
  @FunctionalInterface
  interface Naming {
    BenchmarkDraw.Trial trial(BenchmarkArm arm, FewShotSplit split);
  }

  /** All draws of the dataset's grid. */
  static PlannedDataset of(
      BenchmarkDataset dataset,
      String examples,
      List<String> classNames,
      Drawing drawing,
      Naming naming) {
    List<BenchmarkDraw> draws = new ArrayList<>();
    List<FewShotSplit> splits = dataset.grid().splits(dataset.examples().split());
    Map<FewShotSplit, List<ImageFile>> images = drawing.training(splits);
    Map<FewShotSplit, HeldOutCount> heldOut = new HashMap<>();
    for (FewShotSplit split : splits) {
      heldOut.put(split, drawing.heldOut(split));
      draws.add(
          new BenchmarkDraw(
              dataset.name(),
              dataset.hasSeveralProtocols(),
              split,
              List.copyOf(images.get(split)),
              dataset.arms().stream().map(arm -> naming.trial(arm, split)).toList()));
    }
    return new PlannedDataset(dataset, examples, classNames, draws, heldOut);
  }

  /** All trials under a protocol, draw after draw. */
  List<PlannedTrial> trials(String protocol) {
    return draws.stream()
        .flatMap(draw -> draw.trials().stream())
        .filter(trial -> trial.arm().protocol().equals(protocol))
        .map(BenchmarkDraw.Trial::planned)
        .toList();
  }

  /** All trials, draw after draw. */
  List<PlannedTrial> trials() {
    return draws.stream()
        .flatMap(draw -> draw.trials().stream())
        .map(BenchmarkDraw.Trial::planned)
        .toList();
  }
}
