package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.Row;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.Mask;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.Status;
import org.junit.jupiter.api.Test;

/** The masks of sources as the makers of pictures get them. */
class TestSourceMasks {
  private static final ImageDecoder DECODER = new ImageDecoder(1_000);

  @Test
  void aMaskComesAtTheWorkingSizeWithoutNewValues() throws Exception {
    // as wide as two, with the object on the right
    byte[] values = {0, 0, -1, -1};
    Mask found = DecodedSource.object(source(ImageEncoder.png(new Mask(4, 1, values))), 2, DECODER);
    assertThat(found).isEqualTo(new Mask(2, 2, new byte[] {0, -1, 0, -1}));
  }

  @Test
  void aSourceWithoutMaskHasNone() throws Exception {
    assertThat(DecodedSource.object(source(null), 2, DECODER)).isNull();
  }

  @Test
  void aMaskThatIsNoPictureIsAnError() {
    assertThatThrownBy(() -> DecodedSource.object(source(new byte[0]), 2, DECODER))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessage("Cannot decode image because the file is empty (0 bytes)");
  }

  private static Row source(byte[] mask) {
    return ExamplesTable.toRow(
        new ExampleRow(
            "train/ant/1.jpg",
            "r1",
            "tiny",
            "train",
            0,
            "ant",
            4,
            1,
            new byte[] {1},
            mask,
            mask == null ? null : "masks/train/ant/1.png",
            null,
            null,
            "1.jpg",
            Status.OK,
            null));
  }
}
