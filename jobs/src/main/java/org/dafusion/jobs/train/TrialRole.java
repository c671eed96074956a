package org.dafusion.jobs.train;

/** What an image is to a trial that goes to an executor. */
enum TrialRole {
  REAL,
  SYNTHETIC,
  VALIDATION,
  TEST
}
