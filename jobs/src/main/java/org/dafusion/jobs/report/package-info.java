/**
 * The stage {@code report}: reads the tables of a workspace and says what they hold, as one page of
 * HTML, with a class for each section. Its charts and contact sheets are there for notebooks and
 * the stage {@code inspect} too, of any choice of rows. What is shown is chosen by Spark, so that
 * the driver holds that and no more.
 *
 * <p>It does not know other stages or models, nor how a page or a chart looks, which is {@link
 * org.dafusion.report.Page}'s matter.
 *
 * <p>Start with {@link org.dafusion.jobs.report.ReportStage}, then {@code WorkspaceReport}.
 */
package org.dafusion.jobs.report;
