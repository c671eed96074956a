package org.dafusion.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something lies: a path, or the address of a file system such as {@code s3a://bucket/pets}.
 * What only a web or FTP server or an archive holds is not such a place: nothing is downloaded
 * while a job runs, and nothing is unpacked. Credentials have no place in an address, which is
 * written to logs and manifests.
 */
public final class Address {
  private static final Set<String> REFUSED =
      Set.of("http", "https", "ftp", "ftps", "sftp", "jar", "zip", "data");

  /** Two letters at least: one is a drive of Windows. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");

  /** A key of S3 with its secret, which may hold slashes, or a key alone. */
  private static final Pattern S3_LOGIN =
      Pattern.compile("(?i)\\b(s3[an]?:/+)([^\\s'\"/@]*:[^\\s'\"]*|[^\\s'\"/@]+)@");

  /** A user with a password; a user alone may be a container of Azure. */
  private static final Pattern LOGIN =
      Pattern.compile("(?i)\\b([a-z][a-z0-9+.-]*:/+)[^\\s'\"/@]*:[^\\s'\"/@]*@");

  private static final String HIDDEN = "***";

  private Address() {}

  /**
   * What is wrong with a place.
   *
   * @return the rule that it breaks, to follow the word "must"; empty for none
   */
  public static Optional<String> rule(String place) {
    String text = place.trim();
    Matcher scheme = SCHEME.matcher(text);
    if (scheme.matches() && REFUSED.contains(scheme.group(1).toLowerCase(Locale.ROOT))) {
      return Optional.of(
          "be a path, or an address of a file system such as s3a://bucket/folder, because nothing"
              + " is downloaded or unpacked while the job runs (fetch it first, and name the"
              + " copy)");
    }
    if (S3_LOGIN.matcher(text).find() || LOGIN.matcher(text).find()) {
      return Optional.of(
          "be an address without credentials, which logs would show (give them to Spark, as"
              + " spark.hadoop.fs.s3a.access.key and secret.key or by a credentials provider)");
    }
    return Optional.empty();
  }

  /** Text, such as an error message, with the credentials hidden in all addresses that it holds. */
  public static String hidden(String text) {
    String without = S3_LOGIN.matcher(text).replaceAll("$1" + HIDDEN + "@");
    return LOGIN.matcher(without).replaceAll("$1" + HIDDEN + "@");
  }
}
