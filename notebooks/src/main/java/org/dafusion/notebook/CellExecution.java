package org.dafusion.notebook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jdk.jshell.execution.LocalExecutionControl;

/**
 * Runs compiled snippets on the thread that asks for it, and keeps what came of the last: JShell
 * itself hands on values and exceptions as text only.
 */
final class CellExecution extends LocalExecutionControl {
  private volatile Thread running;
  private Object value;
  private Throwable thrown;

  CellExecution(ClassLoader loader) {
    super(new CellClasses(loader));
  }

  /** What the last snippet was worth; null for nothing. */
  Object value() {
    return value;
  }

  /** What the last snippet threw; null for nothing. */
  Throwable thrown() {
    return thrown;
  }

  /** Interrupts the snippet that runs, if one does. */
  void interrupt() {
    Thread thread = running;
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  protected String invoke(Method snippet) throws Exception {
    value = null;
    thrown = null;
    running = Thread.currentThread();
    try {
      value = snippet.invoke(null);
      return "";
    } catch (InvocationTargetException e) {
      thrown = e.getCause();
      throw e;
    } finally {
      running = null;
      // one that came too late must not stop the next snippet
      Thread.interrupted();
    }
  }
}
