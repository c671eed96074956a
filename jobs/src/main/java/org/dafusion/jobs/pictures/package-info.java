/**
 * What synthetic pictures are made with: the settings, the learned tokens, and the names of the
 * runs that these lead to, whether the runs are there or not. It makes no token and no picture;
 * those are {@code invert}'s and {@code augment}'s.
 *
 * <p>Start with {@link org.dafusion.jobs.pictures.PictureSettings} and the runs that it names,
 * {@link org.dafusion.jobs.pictures.InvertRun} and {@link org.dafusion.jobs.pictures.SyntheticRun}.
 *
 * <p>The run of the tokens is here and not with the stage that learns them, because it is part of
 * the name of the pictures' run: {@code augment} must know it to find the tokens, and {@code train}
 * and {@code benchmark} to find the pictures. The stage in turn needs the settings of pictures, for
 * the prompts that may name no class and for the previews.
 */
package org.dafusion.jobs.pictures;
