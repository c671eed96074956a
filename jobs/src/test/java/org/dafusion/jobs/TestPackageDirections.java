package org.dafusion.jobs;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import org.dafusion.PackageDirections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The Spark side's packages in import order, and what only some of them may know. */
class TestPackageDirections {
  private static final List<String> ORDER =
      List.of(
          "table",
          "dataset",
          "executor",
          "stage",
          "cluster",
          "examples",
          "pretrain",
          "erase",
          "pictures",
          "invert",
          "augment",
          "train",
          "benchmark",
          "report",
          "classify",
          "export",
          "inspect",
          "doctor",
          "cli");

  private static final PackageDirections DIRECTIONS =
      new PackageDirections("org.dafusion.jobs", ORDER);
  private static final JavaClasses CLASSES = DIRECTIONS.classesOfModule();

  @ParameterizedTest
  @FieldSource("ORDER")
  void aPackageImportsOnlyFromThoseBeforeIt(String name) {
    DIRECTIONS.importsOnlyFromThoseBefore(name).check(CLASSES);
  }

  @Test
  void everyClassIsInAListedPackage() {
    DIRECTIONS.everyClassIsInAListedPackage().check(CLASSES);
  }

  @Test
  void onlyExecutorKnowsTheEngineItself() {
    DIRECTIONS.onlyIn(List.of("executor"), "ai.djl..").check(CLASSES);
  }

  @Test
  void configurationEndsInSettings() {
    DIRECTIONS.configComesInThroughFrom(List.of("cli")).check(CLASSES);
    DIRECTIONS.configIsNotKept(List.of("cli")).check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsOrExits() {
    // the latter where an executor has lost its GPU
    DIRECTIONS.printsAndExitsOnlyIn(List.of("cli", "executor")).check(CLASSES);
  }
}
