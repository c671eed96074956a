/**
 * The stage {@code benchmark}: a trial of each method on each draw of a grid, and the methods
 * compared. It leaves all work to the stages before it, and does not know how they do it.
 *
 * <p>Start with {@link org.dafusion.jobs.benchmark.BenchmarkStage}, then {@code BenchmarkDraw} and
 * {@code BenchmarkScores}.
 */
package org.dafusion.jobs.benchmark;
