package org.dafusion.jobs.augment;

import java.util.List;
import java.util.stream.Collectors;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.Intensities;
import org.dafusion.augment.MethodSettings;
import org.dafusion.schedule.NoiseSchedule;
import org.dafusion.schedule.SchedulerKind;

/** What an augmentation will cost, told before it begins. */
public record AugmentPlan(
    AugmentSettings augment, List<MethodSettings> methods, NoiseSchedule schedule) {

  /**
   * One line for people: pictures, and calls of the noise predictor, which take nearly all time.
   */
  String line(int sources, String precision) {
    long pictures = (long) sources * augment.repeats() * methods.size();
    return "augment: %d images x %d repeats, %s: up to %d pictures of %d x %d pixels; %s, %s; about %d UNet calls of %d rows"
        .formatted(
            sources,
            augment.repeats(),
            methods.stream().map(MethodSettings::name).collect(Collectors.joining(" + ")),
            pictures,
            augment.size(),
            augment.size(),
            augment.scheduler(),
            precision,
            calls(sources),
            rowsPerCall());
  }

  /** Calls of the noise predictor for that many images, about. */
  public long calls(int sources) {
    double rows =
        methods.stream().mapToDouble(m -> (double) sources * augment.repeats() * meanRows(m)).sum();
    return Math.round(Math.ceil(rows / rowsPerCall()));
  }

  private int rowsPerCall() {
    return 2 * augment.batch();
  }

  /** Rows that the noise predictor takes for a picture of the method, on average. */
  private double meanRows(MethodSettings method) {
    if (!method.methodType().composed()) {
      return meanSteps(method.intensities()) * (1 + method.guidance().shareAbove(1));
    }
    double rows = 0;
    for (int i = 0; i < method.members().size(); i++) {
      rows += method.probability(i) * meanRows(method.members().get(i));
    }
    return rows;
  }

  private double meanSteps(Intensities intensities) {
    List<Double> typical =
        intensities.range().isEmpty() ? intensities.choices() : intensities.range();
    SchedulerKind kind = SchedulerKind.parse(augment.scheduler());
    return typical.stream()
        .mapToInt(strength -> schedule.trajectory(kind, augment.steps(), strength).length())
        .average()
        .orElseThrow();
  }
}
