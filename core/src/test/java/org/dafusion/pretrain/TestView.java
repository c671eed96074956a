package org.dafusion.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dafusion.image.Image;
import org.junit.jupiter.api.Test;

class TestView {
  private static final Image IMAGE =
      new Image(2, 2, new byte[] {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4});

  @Test
  void thereAreEightSymmetriesOfTheSquare() {
    List<Image> all = View.of("all").stream().map(view -> view.of(IMAGE)).toList();

    assertThat(all).hasSize(8).doesNotHaveDuplicates().startsWith(IMAGE);
  }

  @Test
  void flippingAloneIsLeftToRight() {
    Image flipped = new Image(2, 2, new byte[] {2, 2, 2, 1, 1, 1, 4, 4, 4, 3, 3, 3});

    assertThat(View.of("flip").stream().map(view -> view.of(IMAGE)))
        .containsExactly(IMAGE, flipped);
    assertThat(View.of("none").stream().map(view -> view.of(IMAGE))).containsExactly(IMAGE);
  }
}
