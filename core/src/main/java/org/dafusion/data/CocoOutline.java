package org.dafusion.data;

/**
 * Where an annotation of COCO has its object: the numbers as the file writes them, unread, since
 * most annotations are not needed.
 *
 * @param form {@link ObjectMask#COCO_POLYGONS}, {@link ObjectMask#COCO_COUNTS} or {@link
 *     ObjectMask#COCO_RLE}
 * @param height that the annotation itself names, and 0 where it does not
 * @param width as the height
 * @param numbers without brackets: those of one polygon parted by commas, and polygons by
 *     semicolons
 */
record CocoOutline(String form, int height, int width, String numbers) {
  /** The text of the mask in an image of this size. */
  String maskText(CocoFile.Picture picture) {
    return form.formatted(
        height == 0 ? picture.height() : height, width == 0 ? picture.width() : width, numbers);
  }
}
