package org.dafusion.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;

/** Answers Jupyter's requests about cells of Java. */
final class JavaKernel extends BaseKernel implements AutoCloseable {
  private static final LanguageInfo JAVA =
      new LanguageInfo.Builder("Java")
          .version(System.getProperty("java.specification.version"))
          .mimetype("text/x-java-source")
          .fileExtension(".java")
          .pygments("java")
          .codemirror(Map.of("name", "text/x-java"))
          .build();

  private final ClassLoader loader;
  private final CellShell shell;

  /**
   * A kernel without variables.
   *
   * @param loader what cells may use, and where extensions are looked for
   */
  JavaKernel(ClassLoader loader) {
    super(
        "DA-Fusion",
        JavaKernel.class.getPackage().getImplementationVersion(),
        JAVA,
        List.of(),
        null, // no history beyond the frontend's own
        new JupyterIO(UTF_8),
        new CommManager(),
        new Renderer(),
        null, // no magics
        null,
        true,
        new StringStyler.Builder().build());
    this.loader = loader;
    this.shell = new CellShell(loader);
  }

  @Override
  public void onStartup() {
    super.onStartup();
    installExtensions(loader);
  }

  @Override
  public Object evalRaw(String cell) {
    return shell.run(cell);
  }

  @Override
  public void interrupt() {
    shell.interrupt();
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    return shell.complete(code, at);
  }

  @Override
  public DisplayData inspect(String code, int at, boolean extraDetail) {
    String documentation = shell.document(code, at);
    return documentation.isEmpty() ? null : new DisplayData(documentation);
  }

  @Override
  public String isComplete(String code) {
    return shell.isComplete(code) ? IS_COMPLETE_YES : "";
  }

  @Override
  public List<String> formatError(Throwable error) {
    return error instanceof CellException cell ? cell.lines() : super.formatError(error);
  }

  @Override
  public void close() {
    shell.close();
  }
}
