package org.dafusion.jobs.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What training has cost. Its unit is the sample step: one sample, forward and backward, in one
 * step; a step of a batch of four is four of them.
 *
 * @param samples sample steps, by the device that took them
 * @param seconds in which devices computed, by the label of an {@link Activity}, of all tasks
 *     together
 */
public record TrainingCost(Map<String, Long> samples, Map<String, Double> seconds) {
  /** Nothing at all. */
  public static final TrainingCost NONE = new TrainingCost(Map.of(), Map.of());

  private static final String SAMPLES = "sample-steps-by-device";
  private static final String SECONDS = "seconds";
  private static final List<Activity> OTHERS = List.of(Activity.TEXT_ENCODER, Activity.VAE);

  public TrainingCost {
    samples = new TreeMap<>(samples);
    seconds = new TreeMap<>(seconds);
  }

  /** Both together. */
  public TrainingCost plus(TrainingCost other) {
    Map<String, Long> allSamples = new TreeMap<>(samples);
    other.samples.forEach((device, count) -> allSamples.merge(device, count, Long::sum));
    Map<String, Double> allSeconds = new TreeMap<>(seconds);
    other.seconds.forEach((label, sum) -> allSeconds.merge(label, sum, Double::sum));
    return new TrainingCost(allSamples, allSeconds);
  }

  /** The part of it that one of several runs has, which trained together. */
  public TrainingCost share(double share) {
    Map<String, Long> ownSamples = new TreeMap<>();
    samples.forEach((device, count) -> ownSamples.put(device, Math.round(share * count)));
    Map<String, Double> ownSeconds = new TreeMap<>();
    seconds.forEach((label, sum) -> ownSeconds.put(label, share * sum));
    return new TrainingCost(ownSamples, ownSeconds);
  }

  /** Sample steps that were taken. */
  public long sampleSteps() {
    return samples.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Time in a network, 0 where it took none. */
  public double seconds(Activity activity) {
    return seconds.getOrDefault(activity.label(), 0.0);
  }

  /** Time in which a device computed, of all devices together. */
  public double deviceSeconds() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Device seconds of a sample step, 0 where none was taken. */
  public double deviceSecondsPerSampleStep() {
    return sampleSteps() == 0 ? 0 : deviceSeconds() / sampleSteps();
  }

  /** Of the device's seconds those in a network, from 0 to 1. */
  public double share(Activity activity) {
    return deviceSeconds() == 0 ? 0 : seconds(activity) / deviceSeconds();
  }

  /** One line for people. */
  public String line(String stage) {
    List<String> others = new ArrayList<>();
    for (Activity activity : OTHERS) {
      others.add(String.format(Locale.ROOT, "%.1f %% %s", 100 * share(activity), activity.label()));
    }
    return String.format(
        Locale.ROOT,
        "%s: %.4f device seconds per sample step, %d of these, %.1f %% of the time in the UNet (%s)",
        stage,
        deviceSecondsPerSampleStep(),
        sampleSteps(),
        100 * share(Activity.UNET),
        String.join(", ", others));
  }

  /** As it stands in the manifest; {@link #from} reads it back. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("device-seconds-per-sample-step", deviceSecondsPerSampleStep());
    map.put("unet-share", share(Activity.UNET));
    map.put("device-seconds", deviceSeconds());
    map.put(SECONDS, seconds);
    map.put(SAMPLES, samples);
    return map;
  }

  /**
   * Reads what {@link #toMap} wrote.
   *
   * @param results of a run's entry; without {@link WorkCost#KEY} it is {@link #NONE}
   */
  public static TrainingCost from(Map<String, Object> results) {
    if (!(results.get(WorkCost.KEY) instanceof Map<?, ?> map)) {
      return NONE;
    }
    Map<String, Long> samples = new TreeMap<>();
    numbers(map.get(SAMPLES)).forEach((device, count) -> samples.put(device, count.longValue()));
    Map<String, Double> seconds = new TreeMap<>();
    numbers(map.get(SECONDS)).forEach((label, sum) -> seconds.put(label, sum.doubleValue()));
    return new TrainingCost(samples, seconds);
  }

  private static Map<String, Number> numbers(Object map) {
    Map<String, Number> numbers = new TreeMap<>();
    if (map instanceof Map<?, ?> found) {
      found.forEach(
          (name, value) -> {
            if (value instanceof Number number) {
              numbers.put(name.toString(), number);
            }
          });
    }
    return numbers;
  }
}
