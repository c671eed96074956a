package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Draws in their order, those together whose tokens are learned together. */
final class DrawWaves {
  private DrawWaves() {}

  /**
   * As many draws together as there is room for their tokens; one whose tokens are more goes alone.
   *
   * @param tokensAtOnce that the devices train at the same time
   */
  static List<List<BenchmarkDraw>> of(List<BenchmarkDraw> draws, long tokensAtOnce) {
    List<List<BenchmarkDraw>> waves = new ArrayList<>();
    long room = 0;
    for (BenchmarkDraw draw : draws) {
      if (waves.isEmpty() || draw.tokens() > room) {
        waves.add(new ArrayList<>());
        room = tokensAtOnce;
      }
      waves.get(waves.size() - 1).add(draw);
      room -= draw.tokens();
    }
    return waves;
  }
}
