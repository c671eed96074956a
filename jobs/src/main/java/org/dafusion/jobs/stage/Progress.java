package org.dafusion.jobs.stage;

/** Where a stage tells people what it is doing; what becomes of the lines is not its business. */
@FunctionalInterface
public interface Progress {
  /** Takes one line of text without a line end. */
  void say(String line);
}
