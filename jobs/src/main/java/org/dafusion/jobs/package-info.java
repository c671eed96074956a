/**
 * The Spark side of DA-Fusion: tables between stages, loaded models on executors, a package for
 * each stage and the command line. It holds no diffusion and no training of its own; those are in
 * {@code core}. Start reading at {@code org.dafusion.jobs.table}, which is all that the stages say
 * to each other.
 */
package org.dafusion.jobs;
