package org.dafusion.jobs.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dafusion.jobs.stage.Stage;

/** The words that name stages on the command line, and what each of them runs. */
enum StageWord {
  PREPARE("dataset -> table examples", make -> List.of(make.prepare())),
  ERASE(
      "table examples -> table erasures, weights that have forgotten the classes",
      make -> List.of(make.erase())),
  INVERT(
      "table examples -> table embeddings, tokens for classes or photos",
      make -> List.of(make.invert())),
  AUGMENT("table examples -> table synthetic", make -> List.of(make.augment())),
  PRETRAIN(
      "table examples -> a model folder, one part of it at a time",
      make -> List.of(make.pretrain())),
  TRAIN("tables examples and synthetic -> table trials", make -> List.of(make.train())),
  BENCHMARK(
      "table examples -> all of these for every draw of a grid, methods compared",
      make -> List.of(make.benchmark())),
  RUN("all that is needed of these in turn", StageFactory::all),
  REPORT("all tables -> report.html", make -> List.of(make.report())),
  CLASSIFY("images, by a saved classifier -> table predictions", make -> List.of(make.classify())),
  EXPORT(
      "tables examples and synthetic -> a dataset of Hugging Face", make -> List.of(make.export())),
  INSPECT("what a model folder or a table holds", make -> List.of(make.inspect())),
  DOCTOR(
      "settings -> whether a job would find all that they name, and what to do about it",
      make -> List.of(make.doctor()));

  private final String meaning;
  private final Function<StageFactory, List<Supplier<Stage>>> stages;

  StageWord(String meaning, Function<StageFactory, List<Supplier<Stage>>> stages) {
    this.meaning = meaning;
    this.stages = stages;
  }

  /**
   * Reads the settings of the stages; the suppliers may be asked once all settings are verified.
   */
  List<Supplier<Stage>> stages(StageFactory factory) {
    return stages.apply(factory);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether what there is to do can be told without doing it. */
  boolean hasPlan() {
    return this == BENCHMARK || this == RUN;
  }

  /** Whether it needs the native libraries; the doctor says so itself. */
  boolean computes() {
    return this != REPORT && this != EXPORT && this != INSPECT && this != DOCTOR;
  }

  /** Whether executors compute on devices. */
  boolean computesOnExecutors() {
    return makesPictures() || this == CLASSIFY;
  }

  /** Whether executors load the diffusion model. */
  boolean makesPictures() {
    return this == ERASE || this == INVERT || this == AUGMENT || this == BENCHMARK || this == RUN;
  }

  static StageWord parse(String word) {
    return Arrays.stream(values())
        .filter(stage -> stage.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Unknown stage '%s': must be one of %s"
                        .formatted(
                            word,
                            Arrays.stream(values())
                                .map(StageWord::word)
                                .collect(Collectors.joining(", ")))));
  }

  /** One line per word, for help. */
  static String help() {
    return Arrays.stream(values())
        .map(stage -> "  %-9s %s".formatted(stage.word(), stage.meaning))
        .collect(Collectors.joining("\n"));
  }
}
