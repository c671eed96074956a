package org.dafusion.data;

/** Names of classes, which are names of folders, as language. */
public final class ClassNames {
  private ClassNames() {}

  /**
   * A class as a prompt names it. Folder names often write blanks as underscores; the tokenizer
   * reads language. Whatever learns, erases or draws a class by its name spells it so, and so means
   * the same text.
   */
  public static String spelledOut(String className) {
    return className.replace('_', ' ').strip();
  }
}
