/**
 * The Spark side of DA-Fusion: tables between stages, loaded models on executors, the stages and
 * the command line. It holds no diffusion and no training of its own; those are in {@code core}.
 * Start reading at {@code org.dafusion.jobs.table}, which is all that the stages say to each other.
 */
package org.dafusion.jobs;
