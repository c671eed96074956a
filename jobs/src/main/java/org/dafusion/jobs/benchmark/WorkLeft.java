package org.dafusion.jobs.benchmark;

import java.util.List;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * How long what is left of one kind of work will take. A piece is taken to cost some time whatever
 * its size and some for its size, by least squares over the pieces done: the steps of a classifier
 * are as many for a small draw as for a large one, the passes through its backbone are not. As long
 * as only one size was met, all of its time is taken to be for the size.
 */
final class WorkLeft {
  private final SimpleRegression seconds = new SimpleRegression();
  private double sizeDone;
  private double secondsDone;
  private long sizeLeft;
  private long piecesLeft;

  /**
   * @param sizes of the pieces, in a measure of their own; those of 0 are none
   */
  WorkLeft(List<Long> sizes) {
    sizeLeft = sizes.stream().mapToLong(Long::longValue).sum();
    piecesLeft = sizes.stream().filter(size -> size > 0).count();
  }

  /**
   * A piece is behind us.
   *
   * @param planned its size as it was given at the beginning, above 0
   * @param done how much of it was done, 0 where it was left out
   * @param took seconds
   */
  void pass(long planned, long done, double took) {
    sizeLeft -= planned;
    piecesLeft--;
    if (done > 0) {
      seconds.addData(done, took);
      sizeDone += done;
      secondsDone += took;
    }
  }

  /** Whether nothing is left, or something was done by which to judge it. */
  boolean isKnown() {
    return piecesLeft == 0 || seconds.getN() > 0;
  }

  /** Seconds that the rest will take; 0 where that is not known. */
  double seconds() {
    if (piecesLeft == 0 || seconds.getN() == 0) {
      return 0;
    }
    double each = seconds.getIntercept();
    double forSize = seconds.getSlope();
    if (forSize < 0) {
      return secondsDone / seconds.getN() * piecesLeft;
    }
    return each >= 0 ? each * piecesLeft + forSize * sizeLeft : secondsDone / sizeDone * sizeLeft;
  }
}
