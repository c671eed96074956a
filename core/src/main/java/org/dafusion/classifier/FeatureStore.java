package org.dafusion.classifier;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dafusion.image.Image;

/**
 * Keeps feature vectors of views for trials to share, in bounded memory: those that were not asked
 * for the longest leave first. Where features change from step to step, the squashed pictures that
 * views are made of are kept in their place.
 *
 * <p>Everything is kept by the content that it came from, so it changes no result whether something
 * is here, only what has to be computed. Any number of threads may use it.
 */
public final class FeatureStore {
  private static final long MEGABYTE = 1 << 20;

  /** Bytes of an entry besides its numbers, about: its key, its arrays, its place in the order. */
  private static final long OVERHEAD = 400;

  private static final int VERDICTS = 100_000;

  private final long capacity;
  private final Map<String, Object> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, String> refusals = new LinkedHashMap<>(16, 0.75f, true);
  private long size;

  /**
   * An empty store.
   *
   * @param megabytes what it may hold, 0 or more
   */
  public FeatureStore(int megabytes) {
    this(megabytes * MEGABYTE);
  }

  private FeatureStore(long capacity) {
    this.capacity = capacity;
  }

  /** An empty store that may hold so many bytes, about. */
  static FeatureStore ofBytes(long capacity) {
    return new FeatureStore(capacity);
  }

  /** Bytes that are held, about. */
  public synchronized long size() {
    return size;
  }

  /** The feature vector of that key, not to be changed; null if it is not there. */
  synchronized float[] features(String key) {
    return (float[]) kept.get(key);
  }

  /** Keeps a feature vector that nobody changes any more. */
  synchronized void keep(String key, float[] features) {
    put(key, features);
  }

  /** The picture of that key; null if it is not there. */
  synchronized Image picture(String key) {
    return (Image) kept.get(key);
  }

  /** Keeps a picture. */
  synchronized void keep(String key, Image picture) {
    put(key, picture);
  }

  private void put(String key, Object value) {
    Object before = kept.put(key, value);
    size += bytes(value) - (before == null ? 0 : bytes(before));
    Iterator<Map.Entry<String, Object>> oldest = kept.entrySet().iterator();
    while (size > capacity) {
      size -= bytes(oldest.next().getValue());
      oldest.remove();
    }
  }

  private static long bytes(Object value) {
    return OVERHEAD
        + (value instanceof Image image
            ? (long) image.width() * image.height() * Image.CHANNELS
            : (long) ((float[]) value).length * Float.BYTES);
  }

  /**
   * Why the picture of that content cannot be decoded: empty if it can, null if that is not known.
   */
  synchronized String refusal(String digest) {
    return refusals.get(digest);
  }

  /** Notes {@link #refusal}. */
  synchronized void note(String digest, String refusal) {
    refusals.put(digest, refusal);
    if (refusals.size() > VERDICTS) {
      Iterator<String> oldest = refusals.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
