/**
 * Pictures and masks as plain bytes: decode, encode, resize, crop.
 *
 * <p>It does not know labels, datasets or tensors.
 *
 * <p>Start reading at {@link org.dafusion.image.Image}, then {@link
 * org.dafusion.image.ImageDecoder}. Colours and resizes follow Pillow, because the reference
 * implementation and the published models saw their pictures through it: samples are taken as they
 * are stored, without colour management, where {@code BufferedImage.getRGB} would convert grey and
 * profiled pictures.
 */
package org.dafusion.image;
