package org.dafusion.data;

/** Thrown when a dataset as a whole cannot be used, such as a folder without images. */
public class InvalidDatasetException extends RuntimeException {
  public InvalidDatasetException(String message) {
    super(message);
  }
}
