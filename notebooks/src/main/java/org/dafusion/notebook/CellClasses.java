package org.dafusion.notebook;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;

/**
 * The classes that cells compile to, below those of the application; JShell's own loader only knows
 * the system's.
 */
final class CellClasses extends URLClassLoader implements LoaderDelegate {
  private final Map<String, byte[]> compiled = new HashMap<>();

  CellClasses(ClassLoader parent) {
    super(new URL[0], parent);
  }

  @Override
  public void load(ClassBytecodes[] classes) throws ClassInstallException {
    classesRedefined(classes);
    boolean[] installed = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      try {
        loadClass(classes[i].name());
        installed[i] = true;
      } catch (ClassNotFoundException | LinkageError e) {
        throw new ClassInstallException(e.toString(), installed);
      }
    }
  }

  @Override
  public synchronized void classesRedefined(ClassBytecodes[] classes) {
    for (ClassBytecodes each : classes) {
      compiled.put(each.name(), each.bytecodes());
    }
  }

  @Override
  public void addToClasspath(String path) throws InternalException {
    try {
      addURL(Path.of(path).toUri().toURL());
    } catch (MalformedURLException e) {
      throw new InternalException("Cannot add " + path + " because " + e.getMessage());
    }
  }

  @Override
  public synchronized Class<?> findClass(String name) throws ClassNotFoundException {
    Class<?> known = findLoadedClass(name);
    if (known != null) {
      return known;
    }
    byte[] bytes = compiled.get(name);
    return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
  }
}
