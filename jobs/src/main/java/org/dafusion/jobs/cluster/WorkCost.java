package org.dafusion.jobs.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What pictures have cost.
 *
 * @param images made, by the device that made them
 * @param refused rows without a picture, by reason
 * @param resamples begun anew because the safety checker flagged a picture
 * @param unetCalls denoising steps of all pictures
 * @param seconds by the label of an {@link Activity}, of all tasks together
 */
public record WorkCost(
    Map<String, Long> images,
    Map<String, Long> refused,
    long resamples,
    long unetCalls,
    Map<String, Double> seconds) {
  /** What a run's results in the manifest call it. */
  public static final String KEY = "cost";

  /** Nothing at all. */
  public static final WorkCost NONE = new WorkCost(Map.of(), Map.of(), 0, 0, Map.of());

  /** In percent; what rounds to nothing is left out. */
  private static final double LEAST_SHARE = 0.05;

  private static final String IMAGES = "images-by-device";
  private static final String REFUSED = "refused-by-reason";
  private static final String RESAMPLES = "resamples";
  private static final String UNET_CALLS = "unet-calls";
  private static final String SECONDS = "seconds";

  public WorkCost {
    images = new TreeMap<>(images);
    refused = new TreeMap<>(refused);
    seconds = new TreeMap<>(seconds);
  }

  /** Both together. */
  public WorkCost plus(WorkCost other) {
    Map<String, Long> allImages = new TreeMap<>(images);
    other.images.forEach((device, count) -> allImages.merge(device, count, Long::sum));
    Map<String, Long> allRefused = new TreeMap<>(refused);
    other.refused.forEach((reason, count) -> allRefused.merge(reason, count, Long::sum));
    Map<String, Double> allSeconds = new TreeMap<>(seconds);
    other.seconds.forEach((label, sum) -> allSeconds.merge(label, sum, Double::sum));
    return new WorkCost(
        allImages,
        allRefused,
        resamples + other.resamples,
        unetCalls + other.unetCalls,
        allSeconds);
  }

  /** Images that were made. */
  public long made() {
    return images.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Rows without a picture. */
  public long refusals() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Time of one kind, 0 where nothing took any. */
  public double seconds(Activity activity) {
    return seconds.getOrDefault(activity.label(), 0.0);
  }

  /** Time in which a device computed, of all devices together. */
  public double deviceSeconds() {
    return Arrays.stream(Activity.values())
        .filter(Activity::onDevice)
        .mapToDouble(activity -> seconds(activity))
        .sum();
  }

  /** Device seconds of an image, 0 where none was made. */
  public double deviceSecondsPerImage() {
    return made() == 0 ? 0 : deviceSeconds() / made();
  }

  /** Of the device's seconds those in the UNet, from 0 to 1. */
  public double unetShare() {
    return deviceSeconds() == 0 ? 0 : seconds(Activity.UNET) / deviceSeconds();
  }

  /** One line for people: device seconds of an image, and where all time went. */
  public String line(String stage) {
    List<String> parts = new ArrayList<>();
    for (Activity activity : Activity.values()) {
      double share = 100 * seconds(activity) / deviceSeconds();
      if (activity.onDevice() && activity != Activity.UNET && share >= LEAST_SHARE) {
        parts.add(String.format(Locale.ROOT, "%.1f %% %s", share, activity.label()));
      }
    }
    for (Activity activity : Activity.values()) {
      if (!activity.onDevice()) {
        parts.add(String.format(Locale.ROOT, "%.1f s %s", seconds(activity), activity.label()));
      }
    }
    return String.format(
        Locale.ROOT,
        "%s: %.3f device seconds per image, %.1f %% of them in the UNet (%s)",
        stage,
        deviceSecondsPerImage(),
        100 * unetShare(),
        String.join(", ", parts));
  }

  /** As it stands in the manifest and in other files; {@link #from} reads it back. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("device-seconds-per-image", deviceSecondsPerImage());
    map.put("unet-share", unetShare());
    map.put("device-seconds", deviceSeconds());
    map.put(UNET_CALLS, unetCalls);
    map.put(RESAMPLES, resamples);
    map.put(SECONDS, seconds);
    map.put(IMAGES, images);
    map.put(REFUSED, refused);
    return map;
  }

  /**
   * Reads what {@link #toMap} wrote.
   *
   * @param results of a run's entry; without {@link #KEY} it is {@link #NONE}
   */
  public static WorkCost from(Map<String, Object> results) {
    if (!(results.get(KEY) instanceof Map<?, ?> map)) {
      return NONE;
    }
    return new WorkCost(
        counts(map.get(IMAGES)),
        counts(map.get(REFUSED)),
        number(map.get(RESAMPLES)).longValue(),
        number(map.get(UNET_CALLS)).longValue(),
        seconds(map.get(SECONDS)));
  }

  private static Map<String, Long> counts(Object map) {
    Map<String, Long> counts = new TreeMap<>();
    if (map instanceof Map<?, ?> found) {
      found.forEach((name, count) -> counts.put(name.toString(), number(count).longValue()));
    }
    return counts;
  }

  private static Map<String, Double> seconds(Object map) {
    Map<String, Double> seconds = new TreeMap<>();
    if (map instanceof Map<?, ?> found) {
      found.forEach((name, sum) -> seconds.put(name.toString(), number(sum).doubleValue()));
    }
    return seconds;
  }

  private static Number number(Object found) {
    return found instanceof Number number ? number : 0;
  }
}
