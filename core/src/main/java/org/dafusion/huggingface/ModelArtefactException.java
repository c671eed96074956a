package org.dafusion.huggingface;

/** A model file or folder that cannot be used as it is; the message names it and the way out. */
public final class ModelArtefactException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelArtefactException(String message) {
    super(message);
  }

  public ModelArtefactException(String message, Throwable cause) {
    super(message, cause);
  }
}
