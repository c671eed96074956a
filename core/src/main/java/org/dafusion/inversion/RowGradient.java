package org.dafusion.inversion;

/**
 * What a row gives back.
 *
 * @param loss mean of the squared error over all its values
 * @param gradient of the loss towards the concept's vectors, one after the other
 */
record RowGradient(float loss, float[] gradient) {}
