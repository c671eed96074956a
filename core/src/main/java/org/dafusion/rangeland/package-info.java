/**
 * Draws small top-down pictures of semi-natural land, as a drone might see it: rendered, not
 * photographed.
 *
 * <p>It does not know datasets, files, tensors or models.
 *
 * <p>Start reading at {@link org.dafusion.rangeland.RangelandTile}. A tile is a picture of
 * reflectances and heights ({@code Canvas}) that the painter of its cover fills, then lights with
 * one sun and its shadows, then takes with one camera. Java2D was not used: its antialiasing
 * differs between platforms, and a shipped model must meet the pictures that it was trained on.
 */
package org.dafusion.rangeland;
