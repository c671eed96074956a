package org.dafusion.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a copy of {@code deploy/bin/notebooks} against stand-ins for Jupyter and the launcher. */
class TestNotebooksCommand {
  @TempDir private Path root;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void copyCommand() throws IOException {
    Path command = root.resolve("deploy/bin/notebooks");
    Files.createDirectories(command.getParent());
    Files.copy(Path.of("../deploy/bin/notebooks"), command);
    assertThat(command.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(root.resolve("notebooks/target"));
    Files.createFile(jar());
    Files.createFile(root.resolve("notebooks/one.ipynb"));
    script(
        "bin/jupyter",
        "printf '[%s]\\n' \"$@\"; echo \"path $JUPYTER_PATH\"; echo \"on $DAFUSION_WORKSPACE\"; exit 3");
    script(
        "deploy/bin/dafusion",
        "printf '[%s]\\n' \"$@\"; echo \"class $DAFUSION_MAIN_CLASS\"; echo \"in $PWD\"");
    environment.put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
  }

  @Test
  void runExecutesAllNotebooksInPlaceAndPassesJupytersExitCode() throws Exception {
    Finished run = command("run", "--workspace", "tables/mine");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.lines())
        .startsWith("[nbconvert]", "[--to]", "[notebook]", "[--execute]")
        .containsSequence("[--inplace]", "[" + root.resolve("notebooks/one.ipynb") + "]")
        .contains(
            "path " + root.resolve("notebooks/target/jupyter"), "on " + root + "/tables/mine");
    assertThat(
            Files.readString(root.resolve("notebooks/target/jupyter/kernels/dafusion/kernel.json")))
        .contains("\"" + root.resolve("deploy/bin/notebooks") + "\", \"kernel\"");
  }

  @Test
  void runSavesInAnotherFolderWhereOneIsNamed() throws Exception {
    Finished run = command("run", "--output", "there", "--workspace", "s3a://b/w", "my.ipynb");

    assertThat(run.lines())
        .containsSequence("[--output-dir]", "[there]", "[my.ipynb]")
        .contains("on s3a://b/w");
  }

  @Test
  void installGivesTheKernelToTheUserOrToAPrefix() throws Exception {
    String folder = "[" + root.resolve("notebooks/target/jupyter/kernels/dafusion") + "]";

    assertThat(command("install").lines())
        .containsSubsequence("[kernelspec]", "[install]", folder, "[--user]");
    assertThat(command("install", "--prefix=/srv").lines())
        .contains("[--prefix=/srv]")
        .doesNotContain("[--user]");
  }

  @Test
  void theKernelIsASparkApplicationInTheProjectsFolder() throws Exception {
    Finished kernel = command("kernel", "/run/connection.json");

    assertThat(kernel.lines())
        .containsExactly(
            "[/run/connection.json]",
            "[--]",
            "[--jars]",
            "[" + jar() + "]",
            "class " + KernelMain.class.getName(),
            "in " + root);
  }

  @Test
  void withoutJupyterOrWithAnUnknownOptionSaysSo() throws Exception {
    assertThat(command("run", "--fast"))
        .isEqualTo(new Finished(2, List.of("notebooks: unknown option --fast; see --help")));
    Files.delete(root.resolve("bin/jupyter"));
    environment.put("PATH", links("readlink", "dirname", "env"));

    Finished run = command("run");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.lines().get(0)).startsWith("notebooks: cannot find jupyter; on Debian: ");
  }

  /** A folder with these commands and no others. */
  private String links(String... names) throws IOException {
    Path folder = root.resolve("few");
    Files.createDirectories(folder);
    for (String name : names) {
      Files.createSymbolicLink(folder.resolve(name), Path.of("/usr/bin", name));
    }
    Files.createSymbolicLink(folder.resolve("bash"), Path.of("/bin/bash"));
    return folder.toString();
  }

  private Path jar() {
    return root.resolve("notebooks/target/dafusion-notebooks-1-kernel.jar");
  }

  private void script(String name, String body) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Finished command(String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(root.resolve("deploy/bin/notebooks").toString()));
    words.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(root.toFile()).redirectErrorStream(true);
    builder.environment().remove("JUPYTER_PATH");
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines = new String(process.getInputStream().readAllBytes()).lines().toList();
    return new Finished(process.waitFor(), lines);
  }

  private record Finished(int exitCode, List<String> lines) {}
}
