package org.dafusion.jobs.doctor;

/** One thing that a job needs. */
interface Check {
  /** What is looked at, in a word or two. */
  String name();

  /**
   * Looks at it. What it throws counts as a failure too, for those who have nothing to add to the
   * message.
   */
  Finding make();
}
