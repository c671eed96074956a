/**
 * What all stages have in common: what a stage is, what it tells people while it works and when it
 * ends, how it writes down its run, and how it lays rows out over the cluster. It knows no stage by
 * name, no block of settings and no model.
 *
 * <p>Start with {@link org.dafusion.jobs.stage.Stage}, then {@link
 * org.dafusion.jobs.stage.RunClock}, which makes a run's entry in a manifest.
 *
 * <p>Each stage has a package with its own word, but for {@code prepare}, which is in {@code
 * examples}, where all later stages ask for their images. Stages find each other's results by run:
 * a run's name is the digest of what shaped it, so the same settings always lead to the same rows,
 * and no stage has to hand another one anything but a table.
 */
package org.dafusion.jobs.stage;
