/**
 * Numbers that say how well a classifier did. It does not know images, models or where a prediction
 * came from. Start with {@link org.dafusion.metrics.Accuracy}.
 */
package org.dafusion.metrics;
