package org.dafusion.jobs.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.ConfigRedactor;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.dafusion.config.Address;
import scala.Tuple2;

/**
 * The secrets that a job was given, hidden in what it prints: values of settings whose names say
 * so, by Hadoop's own list of them ({@code hadoop.security.sensitive-config-keys}) and by {@link
 * #REDACTED_KEYS}, and credentials in addresses.
 */
final class Secrets {
  /** Spark's default for {@code spark.redaction.regex}, with all keys of object stores. */
  static final String REDACTED_KEYS =
      "(?i)secret|password|passwd|token|access[.]?key|credential|fs\\.(s3a|azure|gs)\\..*key";

  private static final Pattern REDACTED = Pattern.compile(REDACTED_KEYS);
  private static final String HADOOP = "spark.hadoop.";
  private static final String HIDDEN = "***";

  /** A shorter value, such as true, would be found in harmless places. */
  private static final int SHORTEST = 6;

  private final List<String> values;

  private Secrets(List<String> values) {
    this.values = values;
  }

  /** Those among a job's properties, and in the environment where S3A looks for them. */
  static Secrets of(SparkConf conf) {
    ConfigRedactor redactor = new ConfigRedactor(new Configuration());
    Stream<String> properties =
        Stream.of(conf.getAll()).filter(each -> isSecret(redactor, each)).map(Tuple2::_2);
    Stream<String> environment =
        Stream.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
            .map(System.getenv()::get);
    return new Secrets(
        Stream.concat(properties, environment)
            .filter(value -> value != null && value.length() >= SHORTEST)
            .distinct()
            // one may hold another
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  private static boolean isSecret(ConfigRedactor redactor, Tuple2<String, String> property) {
    String key = property._1();
    String hadoop = key.startsWith(HADOOP) ? key.substring(HADOOP.length()) : key;
    boolean redacted = !redactor.redact(hadoop, property._2()).equals(property._2());
    boolean named = REDACTED.matcher(key).find() && !key.startsWith("spark.redaction.");
    return (redacted || named) && !property._2().contains("org.apache.");
  }

  /** Text with the secrets hidden. */
  String hidden(String text) {
    String hidden = Address.hidden(text);
    for (String value : values) {
      hidden = hidden.replace(value, HIDDEN);
    }
    return hidden;
  }

  /** An error's stack trace, likewise. */
  String hiddenTrace(Throwable error) {
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    return hidden(trace.toString());
  }
}
