/**
 * The stage {@code train}: real and synthetic images to trained classifiers and their accuracies,
 * on the driver. It finds pictures by their run and does not know how they are made; it compares
 * nothing, which is {@code benchmark}'s and {@code report}'s.
 *
 * <p>Start with {@link org.dafusion.jobs.train.TrainStage}, then {@link
 * org.dafusion.jobs.train.PlannedTrial}, which holds all that shapes a trial, and {@link
 * org.dafusion.jobs.train.TrialRunner}.
 */
package org.dafusion.jobs.train;
