package org.dafusion.config;

import java.io.FileNotFoundException;
import java.io.IOException;

/** An experiment's file that does not lie on the local disk. */
public interface RemoteFile {
  /** Its address, to be told with problems. */
  String name();

  /**
   * Its text.
   *
   * @throws FileNotFoundException if there is no such file
   */
  String read() throws IOException;

  /** A file that it includes, by its path from this file's folder. */
  RemoteFile beside(String path);
}
