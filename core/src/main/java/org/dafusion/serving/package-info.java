/**
 * A trained classifier as an ordinary model folder of DJL: written without the engine, and applied
 * to pictures wherever it comes from.
 *
 * <p>It knows neither how the network was trained nor where its pictures lie.
 *
 * <p>Start with {@link org.dafusion.serving.ClassifierFolder}, which writes one, and {@link
 * org.dafusion.serving.SavedClassifier}, which loads one. What a picture goes through before the
 * network is {@link org.dafusion.serving.Preprocessing}, in the words that DJL's own translator
 * reads. The package lies below {@code classifier}, because it takes a whole network from there and
 * nothing there needs a file of this kind.
 */
package org.dafusion.serving;
