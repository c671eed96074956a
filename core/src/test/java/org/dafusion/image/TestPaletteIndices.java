package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.dafusion.GoldenData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Palette pictures as numbers: what a colour looks like is no matter. */
class TestPaletteIndices {
  private static final ImageDecoder DECODER = new ImageDecoder(100);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void areThoseStoredOfAnyDepth(int bits) throws Exception {
    int last = (1 << bits) - 1;
    byte[] stored = {0, (byte) last, 1, 1, 0, (byte) last, 0, 0, 1, 1};

    Mask indices = DECODER.decodeIndices(png(bits, 5, 2, stored));

    assertThat(indices).isEqualTo(new Mask(5, 2, stored));
    assertThat(indices.where(last).values()[1]).isEqualTo((byte) 255);
    assertThat(indices.where(last).values()[0]).isZero();
  }

  @Test
  void colourAndGreyPicturesAreRefused() throws Exception {
    assertRefused(ImageEncoder.png(new Image(2, 1, new byte[6])), "PNG");
    assertRefused(ImageEncoder.png(new Mask(2, 1, new byte[2])), "PNG");
    // grey of four bits, which ImageIO gives a palette
    assertRefused(Files.readAllBytes(GoldenData.shipped("image/decode/grey4.png")), "PNG");
    assertRefused(ImageEncoder.jpeg(new Image(2, 1, new byte[6]), 0.9f), "JPEG");
  }

  @Test
  void largeAndTruncatedOnesAreRefused() throws Exception {
    byte[] png = png(8, 5, 2, new byte[10]);

    assertThatThrownBy(() -> DECODER.decodeIndices(png(8, 101, 1, new byte[101])))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessageContaining("its declared size is 101 x 1, 101 pixels, and at most 100");
    assertThatThrownBy(() -> DECODER.decodeIndices(Arrays.copyOf(png, png.length - 20)))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessageContaining("the PNG is truncated");
  }

  private static void assertRefused(byte[] file, String format) {
    assertThatThrownBy(() -> DECODER.decodeIndices(file))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessage(
            "Cannot decode image because its samples are colours, and indices were expected: it must"
                + " be a PNG with a palette, found a "
                + format
                + " without");
  }

  /** Two neighbouring colours are alike, so that a picture of colours would lose indices. */
  private static byte[] png(int bits, int width, int height, byte[] indices) throws IOException {
    int size = 1 << bits;
    byte[] grey = new byte[size];
    for (int i = 0; i < size; i++) {
      grey[i] = (byte) (i / 2 * 2);
    }
    IndexColorModel palette = new IndexColorModel(bits, size, grey, grey, grey);
    BufferedImage image =
        new BufferedImage(
            width,
            height,
            bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY,
            palette);
    for (int i = 0; i < indices.length; i++) {
      image.getRaster().setSample(i % width, i / width, 0, indices[i] & 0xff);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
