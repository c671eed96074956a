package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dafusion.jobs.benchmark.MeasuredRates.Measured;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.jobs.stage.Pace;

/**
 * Hours and gigabytes that the rest of a grid will take: at the rates of the workspace's own work
 * where it has some with the same model, precision and size, else at those of the settings.
 *
 * @param plan of the grid
 * @param measured what the workspace knows
 * @param thought what the settings say
 */
record GridEstimate(GridPlan plan, MeasuredRates measured, RateSettings thought) {
  private static final String SETTINGS = "benchmark.rates";

  /**
   * Time for one kind of work.
   *
   * @param seconds at the rate
   * @param rate the rate and where it is from, in words
   */
  private record Time(String work, double seconds, String rate) {}

  /** Lines for people; none where nothing is left. */
  List<String> lines() {
    List<Time> times = new ArrayList<>();
    add(times, erasing());
    add(times, learning());
    add(times, making());
    add(times, training());
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

  private Time learning() {
    double seconds = 0;
    String rate = "";
    for (Map.Entry<SyntheticRun, List<BenchmarkDraw>> like : byModel().entrySet()) {
      long samples =
          new TokenUnits(like.getValue(), plan.finished(), plan::isLeft).samples().toDo();
      int size = tokenSize(like.getValue());
      Optional<Measured> known = measured.tokenSamples(like.getKey(), size);
      double perSecond =
          known.map(Measured::value).orElse(thought.tokenSamples() / RateSettings.pixels(size));
      seconds += samples / perSecond;
      rate = samples > 0 ? rate(perSecond, "samples", origin(known)) : rate;
    }
    return new Time("learning tokens", seconds, rate);
  }

  private static int tokenSize(List<BenchmarkDraw> draws) {
    return draws.get(0).trials().get(0).arm().pictures().invert().inversion().size();
  }

  private Time making() {
    double seconds = 0;
    String rate = "";
    for (Map.Entry<SyntheticRun, List<BenchmarkDraw>> like : byModel().entrySet()) {
      long calls = new PictureUnits(like.getValue(), plan.finished(), plan::isLeft).calls().toDo();
      Optional<Measured> known = measured.unetCalls(like.getKey());
      double pixels = RateSettings.pixels(like.getKey().augment().size());
      double perSecond = known.map(Measured::value).orElse(thought.unetCalls() / pixels);
      seconds += calls / perSecond;
      rate = calls > 0 ? rate(perSecond, "UNet calls", origin(known)) : rate;
    }
    return new Time("making pictures", seconds, rate);
  }

  /** The draws with those of their trials that want pictures of the same model, size and so on. */
  private Map<SyntheticRun, List<BenchmarkDraw>> byModel() {
    Map<List<Object>, SyntheticRun> firsts = new HashMap<>();
    Map<SyntheticRun, List<BenchmarkDraw>> groups = new HashMap<>();
    for (BenchmarkDraw draw : plan.draws()) {
      Map<SyntheticRun, List<BenchmarkDraw.Trial>> own = new HashMap<>();
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        SyntheticRun run = trial.pictures();
        if (run != null) {
          int tokenSize = trial.arm().pictures().invert().inversion().size();
          List<Object> alike =
              List.of(run.modelDigest(), run.model().precision(), run.augment().size(), tokenSize);
          SyntheticRun first = firsts.computeIfAbsent(alike, k -> run);
          own.computeIfAbsent(first, k -> new ArrayList<>()).add(trial);
        }
      }
      own.forEach(
          (run, trials) ->
              groups.computeIfAbsent(run, k -> new ArrayList<>()).add(draw.with(trials)));
    }
    return groups;
  }

  private Time training() {
    TrialUnits all = plan.trials();
    Set<String> runs = new HashSet<>();
    List<BenchmarkDraw> done = new ArrayList<>();
    for (BenchmarkDraw draw : plan.draws()) {
      done.add(draw.with(draw.trials().stream().filter(trial -> !plan.isLeft(trial)).toList()));
    }
    done.forEach(draw -> draw.trials().forEach(trial -> runs.add(trial.planned().id())));
    Optional<Measured> slowness =
        measured.slowness(runs, thought(new TrialUnits(done, trial -> true)));
    String rate =
        slowness
            .map(known -> "the pace of the trials that are there (%s)".formatted(on(known)))
            .orElse(
                rate(thought.views(), "views", "")
                    + " and "
                    + rate(thought.headSteps(), "steps of a head", SETTINGS));
    return new Time(
        "training classifiers", thought(all) * slowness.map(Measured::value).orElse(1.0), rate);
  }

  private double thought(TrialUnits trials) {
    return trials.views().toDo() / thought.views() + trials.steps().toDo() / thought.headSteps();
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
