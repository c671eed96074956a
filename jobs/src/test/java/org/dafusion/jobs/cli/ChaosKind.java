package org.dafusion.jobs.cli;

/** What goes wrong in the middle of a stage; an object store that fails will be one more. */
enum ChaosKind {
  /** An executor is killed, as {@code kill -9} does. */
  EXECUTOR,
  /** So is the driver, with its executors. */
  DRIVER,
  /** The disk of the workspace is full: a tmpfs too small, which only root can mount. */
  DISK
}
