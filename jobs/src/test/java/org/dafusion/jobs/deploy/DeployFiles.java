package org.dafusion.jobs.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of {@code deploy}, and what the build says of versions. */
final class DeployFiles {
  static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  static final Path DEPLOY = PROJECT.resolve("deploy");

  private DeployFiles() {}

  static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /** As Spark reads {@code spark-defaults.conf}. */
  static Map<String, String> properties(Path... files) throws IOException {
    Map<String, String> all = new TreeMap<>();
    for (Path file : files) {
      Properties read = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        read.load(reader);
      }
      read.stringPropertyNames().forEach(key -> all.put(key, read.getProperty(key).strip()));
    }
    return all;
  }

  /** Lines of a table among the tests' resources, without blanks and comments. */
  static List<String> table(String name) throws IOException {
    try (InputStream in = DeployFiles.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    }
  }

  /** A property of the parent pom, such as {@code spark.version}. */
  static String pom(String property) throws IOException {
    Matcher found =
        Pattern.compile("<" + Pattern.quote(property) + ">([^<]+)<")
            .matcher(text(PROJECT.resolve("pom.xml")));
    if (!found.find()) {
      throw new AssertionError("pom.xml has no property " + property);
    }
    return found.group(1);
  }

  /** Files of a folder with this ending, sorted. */
  static List<Path> in(String folder, String ending) {
    try (Stream<Path> files = Files.list(DEPLOY.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
