package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.dafusion.jobs.benchmark.MeasuredRates.Measured;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.jobs.stage.Pace;

/**
 * Hours and gigabytes that the rest of a grid will take: at the rates of the workspace's own work
 * where it has some with the same model, precision and size, else at those of the settings. What
 * goes at a rate of its own has a line of its own.
 *
 * @param plan of the grid
 * @param measured what the workspace knows
 * @param thought what the settings say
 */
record GridEstimate(GridPlan plan, MeasuredRates measured, RateSettings thought) {
  private static final String SETTINGS = "benchmark.rates";

  /**
   * Time for one kind of work, all of it at the same rate.
   *
   * @param work what is done, in words
   * @param seconds at the rate
   * @param rate the rate and where it is from, in words
   */
  private record Time(String work, double seconds, String rate) {}

  /** Lines for people; none where nothing is left. */
  List<String> lines() {
    List<Time> times = new ArrayList<>();
    add(times, erasing());
    learning().forEach(time -> add(times, time));
    making().forEach(time -> add(times, time));
    add(times, training(true, "training heads on kept features"));
    add(times, training(false, "training where features change"));
    if (times.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    double all = times.stream().mapToDouble(Time::seconds).sum();
    lines.add(
        String.format(
            Locale.ROOT,
            "benchmark: about %s and %.3f GB of pictures are left",
            Pace.clock(all),
            plan.pictures().bytesToDo(thought.bytesPerPixel()) / 1e9));
    for (Time time : times) {
      lines.add(
          "  %s for %s, at %s".formatted(Pace.clock(time.seconds()), time.work(), time.rate()));
    }
    return lines;
  }

  private static void add(List<Time> times, Time time) {
    if (time.seconds() > 0) {
      times.add(time);
    }
  }

  private Time erasing() {
    double rate = thought.erasureIterations();
    return new Time(
        "erasing classes",
        plan.erasures().iterations().toDo() / rate,
        rate(rate, "iterations", SETTINGS));
  }

  private List<Time> learning() {
    List<Time> times = new ArrayList<>();
    for (Alike like : alike(trial -> trial.arm().pictures().invert().inversion().size())) {
      long samples = new TokenUnits(like.draws(), plan.finished(), plan::isToDo).samples().toDo();
      Optional<Measured> known = measured.tokenSamples(like.run(), like.size());
      double perSecond = known.map(Measured::value).orElse(thought.tokenSamples() / like.pixels());
      times.add(
          new Time(
              "learning tokens " + like.inWords(),
              samples / perSecond,
              rate(perSecond, "samples", origin(known))));
    }
    return times;
  }

  private List<Time> making() {
    List<Time> times = new ArrayList<>();
    for (Alike like : alike(trial -> trial.pictures().augment().size())) {
      long calls = new PictureUnits(like.draws(), plan.finished(), plan::isToDo).calls().toDo();
      Optional<Measured> known = measured.unetCalls(like.run());
      double perSecond = known.map(Measured::value).orElse(thought.unetCalls() / like.pixels());
      times.add(
          new Time(
              "making pictures " + like.inWords(),
              calls / perSecond,
              rate(perSecond, "UNet calls", origin(known))));
    }
    return times;
  }

  /**
   * What goes at one rate.
   *
   * @param run any of these pictures
   * @param size side in pixels
   * @param draws with those of their trials that want it
   */
  private record Alike(SyntheticRun run, int size, List<BenchmarkDraw> draws) {
    double pixels() {
      return RateSettings.pixels(size);
    }

    String inWords() {
      String path = run.model().path();
      String name = path.substring(path.lastIndexOf('/') + 1);
      return "at %d pixels with %s in %s".formatted(size, name, run.model().precision());
    }
  }

  /**
   * The draws with those of their trials that want pictures of the same model, precision and size,
   * in the order of the plan.
   */
  private List<Alike> alike(ToIntFunction<BenchmarkDraw.Trial> size) {
    Map<List<Object>, Alike> groups = new LinkedHashMap<>();
    for (BenchmarkDraw draw : plan.draws()) {
      Map<List<Object>, List<BenchmarkDraw.Trial>> own = new LinkedHashMap<>();
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        SyntheticRun run = trial.pictures();
        if (run != null) {
          int side = size.applyAsInt(trial);
          List<Object> key = List.of(run.modelDigest(), run.model().precision(), side);
          groups.computeIfAbsent(key, k -> new Alike(run, side, new ArrayList<>()));
          own.computeIfAbsent(key, k -> new ArrayList<>()).add(trial);
        }
      }
      own.forEach((key, trials) -> groups.get(key).draws().add(draw.with(trials)));
    }
    return List.copyOf(groups.values());
  }

  /**
   * Of trials that keep features, or of the others, whose pace is another.
   *
   * @param work what they do, in words
   */
  private Time training(boolean kept, String work) {
    TrialUnits toDo = trials(kept, plan::isToDo);
    TrialUnits there = trials(kept, plan.finished()::holds);
    Optional<Measured> slowness =
        measured.slowness(there.ids(), seconds(there.viewsToDo().inTrials(), there.steps().toDo()));
    String rate =
        slowness
            .map(known -> "the pace of the trials that are there (%s)".formatted(on(known)))
            .orElse(
                rate(thought.views(), "views", "")
                    + " and "
                    + rate(thought.headSteps(), "steps of a head", SETTINGS));
    return new Time(
        work,
        seconds(toDo.viewsToDo().count(), toDo.steps().toDo())
            * slowness.map(Measured::value).orElse(1.0),
        rate);
  }

  private TrialUnits trials(boolean kept, Predicate<BenchmarkDraw.Trial> some) {
    return new TrialUnits(
        plan.datasets(),
        plan.finished(),
        trial -> trial.planned().classifier().keepsFeatures() == kept && some.test(trial));
  }

  private double seconds(long views, long steps) {
    return views / thought.views() + steps / thought.headSteps();
  }

  private static String origin(Optional<Measured> known) {
    return known.map(rate -> "measured in this workspace on " + on(rate)).orElse(SETTINGS);
  }

  private static String on(Measured known) {
    return String.join(", ", known.devices());
  }

  private static String rate(double value, String units, String origin) {
    String text = String.format(Locale.ROOT, "%.2f %s/s", value, units);
    return origin.isEmpty() ? text : text + " (" + origin + ")";
  }
}
