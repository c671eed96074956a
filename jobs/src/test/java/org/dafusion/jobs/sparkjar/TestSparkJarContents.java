package org.dafusion.jobs.sparkjar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the jar for {@code spark-submit}, and what must not be. */
class TestSparkJarContents {
  private static final List<String> ENTRIES = SparkJar.entries();
  private static final String SERVICES = "META-INF/services/";

  /** Not the address of a project's page, which a message may hold. */
  private static final Pattern OLD_NAME =
      Pattern.compile("(?<!\\.)(com/google/gson/|org/apache/commons/(compress|io|codec)/)");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org/apache/spark/",
        "org/apache/hadoop/",
        "org/apache/parquet/",
        "org/apache/log4j/",
        "org/apache/logging/",
        "org/slf4j/",
        "scala/",
        "com/fasterxml/",
        "com/esotericsoftware/"
      })
  void holdsNothingThatTheClusterBrings(String folder) {
    assertThat(ENTRIES).noneMatch(name -> name.startsWith(folder));
  }

  @ParameterizedTest
  @CsvSource({
    "com/google/gson/, org/dafusion/shaded/gson/",
    "org/apache/commons/compress/, org/dafusion/shaded/commons/compress/",
    "org/apache/commons/io/, org/dafusion/shaded/commons/io/",
    "org/apache/commons/codec/, org/dafusion/shaded/commons/codec/"
  })
  void libraryThatClustersBringInAnOldVersionIsThereUnderAnotherName(String old, String shaded) {
    assertThat(ENTRIES).noneMatch(name -> name.startsWith(old));
    assertThat(ENTRIES).anyMatch(name -> name.startsWith(shaded) && name.endsWith(".class"));
  }

  @Test
  void noClassAsksForARelocatedOneByItsOldName() throws IOException {
    List<String> asking = new ArrayList<>();
    try (JarFile jar = new JarFile(SparkJar.file().toFile())) {
      for (ZipEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().endsWith(".class")) {
          // names stand as plain text in the constant pool of a class
          String bytes =
              new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
          if (OLD_NAME.matcher(bytes).find()) {
            asking.add(entry.getName());
          }
        }
      }
    }
    assertThat(asking).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ai/djl/pytorch/jni/PyTorchLibrary.class",
        "ai/djl/huggingface/tokenizers/jni/TokenizersLibrary.class",
        "com/sun/jna/Native.class"
      })
  void classThatNativeCodeLooksForKeepsItsName(String name) {
    assertThat(ENTRIES).contains(name);
  }

  @Test
  void holdsNoSignatureAndNoModule() {
    assertThat(ENTRIES)
        .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA|EC)"))
        .noneMatch(name -> name.endsWith("module-info.class"));
  }

  @ParameterizedTest
  @CsvSource({
    "ai.djl.engine.EngineProvider, ai.djl.pytorch.engine.PtEngineProvider",
    "ai.djl.engine.EngineProvider, ai.djl.engine.rust.RsEngineProvider",
    "ai.djl.repository.zoo.ZooProvider, ai.djl.repository.zoo.DefaultZooProvider",
    "ai.djl.repository.zoo.ZooProvider, ai.djl.huggingface.zoo.HfZooProvider",
    "javax.imageio.spi.ImageReaderSpi,"
        + " com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi"
  })
  void providersOfAllLibrariesStandInOneServiceFile(String service, String provider)
      throws IOException {
    assertThat(providers(SERVICES + service)).contains(provider);
  }

  @Test
  void everyProviderOfAServiceIsThere() throws IOException {
    Set<String> absent = new TreeSet<>();
    for (String name : ENTRIES) {
      if (name.startsWith(SERVICES) && !name.endsWith("/")) {
        for (String provider : providers(name)) {
          if (!ENTRIES.contains(provider.replace('.', '/') + ".class")) {
            absent.add(name + " " + provider);
          }
        }
      }
    }
    assertThat(absent).isEmpty();
  }

  @Test
  void manifestNamesTheCommandLine() throws IOException {
    try (JarFile jar = new JarFile(SparkJar.file().toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("org.dafusion.jobs.cli.Main");
      assertThat(jar.isMultiRelease()).isTrue();
    }
  }

  private static List<String> providers(String service) throws IOException {
    try (JarFile jar = new JarFile(SparkJar.file().toFile())) {
      ZipEntry entry = jar.getEntry(service);
      assertThat(entry).as(service).isNotNull();
      return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").trim())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }
}
