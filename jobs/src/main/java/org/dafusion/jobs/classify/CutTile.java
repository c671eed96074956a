package org.dafusion.jobs.classify;

import org.dafusion.image.Image;
import org.dafusion.image.ImageSize;
import org.dafusion.image.TileGrid.Tile;

/**
 * A tile on its way to the network, or the reason why there is none.
 *
 * @param imageId of its image
 * @param uri of its image; may be null
 * @param size of its image; null where the image cannot be read at all
 * @param tile its place; null where the image cannot be read at all
 * @param picture as the network takes it; null where there is a reason
 * @param reason why it cannot be read; null if it can
 */
record CutTile(
    String imageId, String uri, ImageSize size, Tile tile, Image picture, String reason) {}
