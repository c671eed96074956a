package org.dafusion.rangeland;

/**
 * What a painter has put on a tile, in words.
 *
 * @param subject such as "sparse green shrubs"
 * @param ground such as "on dry grass"; empty where the subject covers everything
 */
record Description(String subject, String ground) {
  Description(String subject) {
    this(subject, "");
  }
}
