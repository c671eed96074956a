package org.dafusion;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The library's packages in import order, and what only some of them may know. */
class TestPackageDirections {
  private static final List<String> ORDER =
      List.of(
          "config",
          "random",
          "image",
          "rangeland",
          "metrics",
          "report",
          "data",
          "huggingface",
          "torchscript",
          "model",
          "schedule",
          "engine",
          "diffusion",
          "inversion",
          "erasure",
          "augment",
          "transform",
          "pretrain",
          "classifier",
          "serving");
  private static final List<String> TENSORS =
      List.of(
          "engine",
          "diffusion",
          "inversion",
          "erasure",
          "transform",
          "pretrain",
          "classifier",
          "serving");
  // These read the JSON of model folders, for which the same library serves.
  private static final List<String> CONFIG_READERS =
      List.of("config", "huggingface", "model", "schedule");

  private static final PackageDirections DIRECTIONS = new PackageDirections("org.dafusion", ORDER);
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
  void onlyEngineLoadsModels() {
    List<String> engine = List.of("engine");

    DIRECTIONS.onlyIn(engine, "ai.djl.pytorch..").check(CLASSES);
    DIRECTIONS.classOnlyIn(engine, "ai.djl.Model").check(CLASSES);
    DIRECTIONS.classOnlyIn(engine, "ai.djl.nn.SymbolBlock").check(CLASSES);
    DIRECTIONS.classOnlyIn(engine, "ai.djl.repository.zoo.Criteria").check(CLASSES);
  }

  @Test
  void onlyPackagesThatComputeKnowTensors() {
    for (String part : List.of("", ".ndarray..", ".nn..", ".training..", ".engine..", ".util..")) {
      DIRECTIONS.onlyIn(TENSORS, "ai.djl" + part).check(CLASSES);
    }
    DIRECTIONS.onlyIn(List.of("huggingface"), "ai.djl.huggingface..").check(CLASSES);
  }

  @Test
  void configurationEndsInSettings() {
    DIRECTIONS.configComesInThroughFrom(CONFIG_READERS).check(CLASSES);
    DIRECTIONS.configIsNotKept(CONFIG_READERS).check(CLASSES);
  }

  @Test
  void nobodyKnowsSpark() {
    DIRECTIONS.onlyIn(List.of(), "org.apache.spark..").check(CLASSES);
    DIRECTIONS.onlyIn(List.of(), "org.apache.hadoop..").check(CLASSES);
  }

  @Test
  void nobodyPrintsOrExits() {
    DIRECTIONS.printsAndExitsOnlyIn(List.of()).check(CLASSES);
  }

  /** The rules can fail: diffusion does import from engine, and engine does know PyTorch. */
  @Test
  void aViolationIsFound() {
    PackageDirections turned =
        new PackageDirections("org.dafusion", List.of("diffusion", "engine"));

    assertThat(turned.importsOnlyFromThoseBefore("diffusion").evaluate(CLASSES).hasViolation())
        .isTrue();
    assertThat(turned.everyClassIsInAListedPackage().evaluate(CLASSES).hasViolation()).isTrue();
    assertThat(DIRECTIONS.onlyIn(List.of(), "ai.djl.pytorch..").evaluate(CLASSES).hasViolation())
        .isTrue();
    assertThat(
            DIRECTIONS
                .classOnlyIn(List.of(), "ai.djl.ndarray.NDArray")
                .evaluate(CLASSES)
                .hasViolation())
        .isTrue();
    assertThat(DIRECTIONS.configComesInThroughFrom(List.of()).evaluate(CLASSES).hasViolation())
        .isTrue();
    assertThat(DIRECTIONS.configIsNotKept(List.of()).evaluate(CLASSES).hasViolation()).isTrue();
    for (Class<?> talker : List.of(Prints.class, Exits.class)) {
      JavaClasses classes = new ClassFileImporter().importClasses(talker);
      assertThat(DIRECTIONS.printsAndExitsOnlyIn(List.of()).evaluate(classes).hasViolation())
          .isTrue();
    }
  }

  private static final class Prints {
    void act() {
      System.out.println("Not in a library");
    }
  }

  private static final class Exits {
    void act() {
      System.exit(1);
    }
  }
}
