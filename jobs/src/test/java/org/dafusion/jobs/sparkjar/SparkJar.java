package org.dafusion.jobs.sparkjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The jar for {@code spark-submit} that this build has made, and what it is to run with. */
final class SparkJar {
  private SparkJar() {}

  static Path file() {
    Path file = property("dafusion.spark-jar");
    assertThat(file).isRegularFile();
    return file;
  }

  /** Its software bill of materials, which an offline build does not make. */
  static Path sbom() {
    Path file = property("dafusion.sbom");
    boolean made =
        Files.isRegularFile(file) && file.toFile().lastModified() >= file().toFile().lastModified();
    if (System.getProperty("dafusion.offline", "").equals("offline=true")) {
      assumeThat(made).as("the bill is of this build").isTrue();
    }
    assertThat(made).as("the bill %s is of this build", file).isTrue();
    return file;
  }

  /** A folder with Spark's jars, which serves as {@code SPARK_HOME}. */
  static Path sparkHome() {
    return property("dafusion.spark-home");
  }

  /** Gson and Commons Compress as Spark 3.5 and Hadoop 3.3 ship them. */
  static List<Path> oldLibraries() {
    try (Stream<Path> files = Files.list(property("dafusion.old-libraries"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The options that Spark needs on Java 17. */
  static List<String> addOpens() {
    return List.of(System.getProperty("dafusion.add-opens").trim().split("\\s+"));
  }

  /** Scala's binary version. */
  static String scala() {
    return System.getProperty("dafusion.scala");
  }

  /** Names of its entries, in order. */
  static List<String> entries() {
    try (JarFile jar = new JarFile(file().toFile())) {
      return jar.stream().map(ZipEntry::getName).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path property(String name) {
    String value = System.getProperty(name);
    assertThat(value).as("the property %s, which the build sets", name).isNotNull();
    return Path.of(value);
  }
}
