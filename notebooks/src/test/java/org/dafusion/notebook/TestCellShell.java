package org.dafusion.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestCellShell {
  private final CellShell shell = new CellShell(getClass().getClassLoader());

  @AfterEach
  void close() {
    shell.close();
  }

  @Test
  void theLastExpressionIsTheCellsValue() {
    assertThat(shell.run("int a = 2; // two\n\na + 1;\na * 21")).isEqualTo(42);
    assertThat(shell.run("a")).isEqualTo(2);
  }

  @Test
  void declarationsAssignmentsAndStatementsHaveNoValue() {
    assertThat(shell.run("var list = new ArrayList<>(List.of(1));")).isNull();
    assertThat(shell.run("list = new ArrayList<>();")).isNull();
    assertThat(shell.run("for (int i = 0; i < 3; i++) {\n  list.add(i);\n}")).isNull();
    assertThat(shell.run("// nothing but a comment")).isNull();
    assertThat(shell.run("list.size()")).isEqualTo(3);
  }

  @Test
  void cellsUseTheClassesOfTheApplication() {
    assertThat(shell.run("org.dafusion.image.Image.CHANNELS")).isEqualTo(3);
  }

  @Test
  void methodsMayBeDeclaredAnew() {
    shell.run("int twice(int number) { return 2 * number; }");
    shell.run("int twice(int number) { return number + number + 1; }");

    assertThat(shell.run("twice(3)")).isEqualTo(7);
  }

  @Test
  void whatDoesNotCompileIsToldWithItsLine() {
    assertThatThrownBy(() -> shell.run("int a = 1;\nint b =\n    a.size();\n"))
        .isInstanceOf(CellException.class)
        .hasMessageStartingWith("Cannot run the cell because it does not compile: ")
        .hasMessageContaining("int cannot be dereferenced")
        .hasMessageEndingWith("    a.size();");
    assertThatThrownBy(() -> shell.run("for (int i = 0; i < 3; i++) {"))
        .isInstanceOf(CellException.class)
        .hasMessageContaining("does not compile");
    assertThatThrownBy(() -> shell.run("Unknown thing;"))
        .isInstanceOf(CellException.class)
        .hasMessageContaining("does not compile")
        .hasMessageContaining("class Unknown");
  }

  @Test
  void whatACellThrowsIsToldWithoutTheKernelsOwnStack() {
    CellException error =
        catchThrowableOfType(
            () ->
                shell.run("Object fail() { throw new IllegalStateException(\"no rows\"); } fail()"),
            CellException.class);

    assertThat(error).hasMessage("java.lang.IllegalStateException: no rows");
    assertThat(error.lines()).hasSizeLessThan(6).noneMatch(line -> line.contains("CellShell"));
    assertThat(error.lines().get(1)).contains("fail");
    assertThat(shell.run("1 + 1")).isEqualTo(2);
  }

  @Test
  void aCellThatWaitsCanBeInterrupted() throws Exception {
    CompletableFuture<Object> cell =
        CompletableFuture.supplyAsync(
            () -> shell.run("System.setProperty(\"cell\", \"runs\"); Thread.sleep(600_000)"));
    while (System.getProperty("cell") == null) {
      Thread.sleep(10);
    }
    while (!cell.isDone()) {
      shell.interrupt();
      Thread.sleep(10);
    }

    assertThatThrownBy(() -> cell.get(1, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(InterruptedException.class);
    assertThat(shell.run("1 + 1")).isEqualTo(2);
  }

  @Test
  void completesNamesAndTellsSignatures() {
    assertThat(shell.complete("\"\".isBl", 7).getReplacements()).contains("isBlank()");
    assertThat(shell.document("\"\".repeat(", 10)).contains("String.repeat(int count)");
    assertThat(shell.isComplete("int a = 1;")).isTrue();
    assertThat(shell.isComplete("if (true) {")).isFalse();
  }
}
