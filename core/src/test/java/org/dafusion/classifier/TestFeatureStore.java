package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.dafusion.image.Image;
import org.junit.jupiter.api.Test;

class TestFeatureStore {
  /** Each takes a quarter of a megabyte and a little for its key. */
  private static final int QUARTER = 65536;

  @Test
  void whatWasNotAskedForTheLongestLeaves() {
    FeatureStore store = new FeatureStore(1);
    store.keep("a", new float[QUARTER]);
    store.keep("b", new float[QUARTER]);
    store.keep("c", new float[QUARTER]);
    assertThat(store.features("a")).isNotNull();
    store.keep("d", new float[QUARTER]);

    assertThat(store.features("b")).isNull();
    assertThat(store.features("a")).isNotNull();
    assertThat(store.features("c")).isNotNull();
    assertThat(store.features("d")).isNotNull();
    assertThat(store.size()).isBetween(3L * QUARTER * 4, 1L << 20);
  }

  @Test
  void picturesCountByTheirSamples() {
    FeatureStore store = new FeatureStore(1);
    store.keep("features", new float[QUARTER]);
    store.keep("picture", new Image(512, 512, new byte[512 * 512 * 3]));

    assertThat(store.picture("picture")).isNotNull();
    assertThat(store.features("features")).isNull();
  }

  @Test
  void aStoreWithoutMemoryHoldsNothing() {
    FeatureStore store = new FeatureStore(0);
    store.keep("a", new float[1]);

    assertThat(store.features("a")).isNull();
    assertThat(store.size()).isZero();
  }

  @Test
  void replacingCountsOnce() {
    FeatureStore store = new FeatureStore(1);
    store.keep("a", new float[QUARTER]);
    long once = store.size();
    store.keep("a", new float[QUARTER]);

    assertThat(store.size()).isEqualTo(once);
  }
}
