/**
 * The stage {@code pretrain}: trains one part of a model on the driver and keeps it in a model
 * folder of the workspace. It does not know what the model will be used for.
 *
 * <p>Start with {@link org.dafusion.jobs.pretrain.PretrainStage}, then {@code PretrainRun}, which
 * holds all that shapes the weights, and {@code PartLoop}, which takes the steps.
 */
package org.dafusion.jobs.pretrain;
