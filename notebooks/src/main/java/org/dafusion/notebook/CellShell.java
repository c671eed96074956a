package org.dafusion.notebook;

import java.io.File;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;

/** The JShell of a notebook: what cells declare stays for those after them. */
final class CellShell implements AutoCloseable {
  /** What cells need not import: display and render, and what JShell's own users have. */
  private static final List<String> IMPORTS =
      List.of(
          "import static org.dflib.jjava.jupyter.kernel.BaseNotebookStatics.*;",
          "import java.io.*;",
          "import java.math.*;",
          "import java.nio.file.*;",
          "import java.time.*;",
          "import java.util.*;",
          "import java.util.function.*;",
          "import java.util.stream.*;");

  private static final Set<SubKind> EXPRESSIONS =
      Set.of(
          SubKind.TEMP_VAR_EXPRESSION_SUBKIND,
          SubKind.VAR_VALUE_SUBKIND,
          SubKind.OTHER_EXPRESSION_SUBKIND);

  private final CellExecution execution;
  private final JShell shell;
  private final SourceCodeAnalysis analysis;

  /**
   * Opens a shell in this process.
   *
   * @param loader what cells may use
   */
  CellShell(ClassLoader loader) {
    execution = new CellExecution(loader);
    shell =
        JShell.builder()
            .executionEngine(new InThisProcess(execution), Map.of())
            .compilerOptions("--class-path", classPath(loader))
            .build();
    analysis = shell.sourceCodeAnalysis();
    IMPORTS.forEach(this::run);
  }

  /**
   * Runs the statements of a cell in turn.
   *
   * @return the value of the last where that is an expression; null elsewhere
   * @throws CellException if one cannot be compiled or throws
   */
  Object run(String cell) {
    Object value = null;
    String rest = cell;
    while (!rest.isBlank()) {
      CompletionInfo next = analysis.analyzeCompletion(rest);
      if (next.completeness() == Completeness.EMPTY) {
        break;
      }
      boolean whole = next.completeness().isComplete() && !next.source().isEmpty();
      value = runOne(whole ? next.source() : rest);
      rest = whole ? next.remaining() : "";
    }
    return value;
  }

  private Object runOne(String source) {
    Object value = null;
    for (SnippetEvent event : shell.eval(source)) {
      // others tell what became of earlier snippets
      if (event.causeSnippet() == null) {
        value = valueOf(event);
      }
    }
    return value;
  }

  private Object valueOf(SnippetEvent event) {
    Snippet snippet = event.snippet();
    if (event.status() == Status.REJECTED || event.status() == Status.RECOVERABLE_NOT_DEFINED) {
      throw new CellException(diagnosis(snippet));
    }
    if (event.exception() != null) {
      throw new CellException(execution.thrown() == null ? event.exception() : execution.thrown());
    }
    return EXPRESSIONS.contains(snippet.subKind()) ? execution.value() : null;
  }

  /** What the compiler says, each message with the line that it is about. */
  private String diagnosis(Snippet snippet) {
    String said =
        shell
            .diagnostics(snippet)
            .map(
                problem -> {
                  String source = snippet.source();
                  int at = (int) Math.min(Math.max(problem.getPosition(), 0), source.length());
                  int from = source.lastIndexOf('\n', at - 1) + 1;
                  String line = source.substring(from).lines().findFirst().orElse("");
                  return "%s%n    %s".formatted(problem.getMessage(Locale.ROOT), line.strip());
                })
            .collect(Collectors.joining("\n"));
    String missing = unresolved(snippet);
    return "Cannot run the cell because it does not compile: "
        + (said.isEmpty() ? "it needs " + missing : said);
  }

  private String unresolved(Snippet snippet) {
    return snippet instanceof DeclarationSnippet declaration
        ? shell.unresolvedDependencies(declaration).collect(Collectors.joining(", "))
        : "";
  }

  /** Stops the cell that runs, as far as its code heeds interrupts. */
  void interrupt() {
    execution.interrupt();
  }

  /** What may stand at a place of the code. */
  ReplacementOptions complete(String code, int at) {
    int[] anchor = {at};
    List<String> suggestions =
        analysis.completionSuggestions(code, at, anchor).stream()
            .map(Suggestion::continuation)
            .distinct()
            .toList();
    return new ReplacementOptions(suggestions, anchor[0], at);
  }

  /** Signatures of what stands at a place of the code; empty where nothing is known. */
  String document(String code, int at) {
    return analysis.documentation(code, at, false).stream()
        .map(Documentation::signature)
        .distinct()
        .collect(Collectors.joining("\n"));
  }

  boolean isComplete(String code) {
    return analysis.analyzeCompletion(code).completeness().isComplete();
  }

  @Override
  public void close() {
    shell.close();
  }

  /** As the compiler wants it: what the loader and those above it read. */
  private static String classPath(ClassLoader loader) {
    Stream<String> application =
        loader instanceof URLClassLoader urls
            ? Arrays.stream(urls.getURLs())
                .filter(url -> url.getProtocol().equals("file"))
                .map(url -> Path.of(URI.create(url.toString())).toString())
            : Stream.of();
    return Stream.concat(application, Stream.of(System.getProperty("java.class.path")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private record InThisProcess(ExecutionControl execution) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "in this process";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
      return execution;
    }
  }
}
