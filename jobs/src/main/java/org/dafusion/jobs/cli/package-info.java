/**
 * The command line: reads the arguments, builds the settings of a stage, runs it, and turns what
 * came of it into text and an exit code. The only place that prints or exits.
 *
 * <p>It does not know anything that a stage does.
 *
 * <p>Start with {@link org.dafusion.jobs.cli.Main}.
 */
package org.dafusion.jobs.cli;
