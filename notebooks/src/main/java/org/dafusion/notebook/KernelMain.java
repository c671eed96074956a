package org.dafusion.notebook;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;

/** Serves one notebook until Jupyter ends it. */
public final class KernelMain {
  private KernelMain() {}

  /**
   * Starts the kernel.
   *
   * @param arguments the connection file that Jupyter wrote
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      throw new IllegalArgumentException(
          "Invalid arguments: must be Jupyter's connection file, found "
              + String.join(" ", arguments));
    }
    String properties = Files.readString(Path.of(arguments[0]));
    JupyterConnection connection =
        new JupyterConnection(KernelConnectionProperties.parse(properties));
    // Of spark-submit: it knows the jars of the application, which the system's does not.
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (JavaKernel kernel = new JavaKernel(loader)) {
      kernel.onStartup();
      kernel.becomeHandlerForConnection(connection);
      connection.connect();
      connection.waitUntilClose();
    }
    // Spark has threads that would keep the process alive.
    System.exit(0);
  }
}
