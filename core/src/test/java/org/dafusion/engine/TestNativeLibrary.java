package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestNativeLibrary {
  private static final String INSTALL =
      ", and nothing is downloaded at run time: put"
          + " ai.djl.pytorch:pytorch-native-cpu:2.7.1:linux-x86_64 on the class path (the jar"
          + " dafusion-jobs-*-spark.jar holds it), or set PYTORCH_LIBRARY_PATH to the lib folder of"
          + " an installed libtorch 2.7.1, PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR to cpu or"
          + " cu128";

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  @TempDir private Path folder;

  @AfterEach
  void restoreClassPath() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Test
  void isTheOneOnTheClassPathWhereNothingIsSet() {
    NativeLibrary library = find(Map.of());

    assertThat(library).isEqualTo(new NativeLibrary("2.7.1", "cpu", "the class path"));
    assertThat(library.hasCuda()).isFalse();
  }

  @Test
  void isTheInstalledOneWhereItsFolderIsSet() throws IOException {
    Files.createFile(folder.resolve("libtorch.so"));

    NativeLibrary library =
        find(
            Map.of(
                "PYTORCH_LIBRARY_PATH", "/absent:" + folder,
                "PYTORCH_VERSION", "2.7.1",
                "PYTORCH_FLAVOR", "cu128"));

    assertThat(library).isEqualTo(new NativeLibrary("2.7.1", "cu128", folder.toString()));
    assertThat(library.hasCuda()).isTrue();
  }

  @Test
  void theInstalledOneMayBeNamedByItsFile() throws IOException {
    Path file = Files.createFile(folder.resolve("libtorch.so"));

    assertThat(
            find(Map.of("PYTORCH_LIBRARY_PATH", file.toString(), "PYTORCH_FLAVOR", "cpu")).place())
        .isEqualTo(folder.toString());
  }

  @Test
  void refusesAClassPathWithoutOne() {
    hide("native/lib/pytorch.properties");

    assertRefused(
        Map.of(),
        "Cannot start libtorch because there is none for linux-x86_64 on the class path, and"
            + " PYTORCH_LIBRARY_PATH is not set"
            + INSTALL);
  }

  @Test
  void refusesAFolderWithoutLibtorch() {
    assertRefused(
        Map.of("PYTORCH_LIBRARY_PATH", folder.toString(), "PYTORCH_FLAVOR", "cpu"),
        "Cannot start libtorch because PYTORCH_LIBRARY_PATH must be the folder of libtorch.so,"
            + " found "
            + folder
            + INSTALL);
  }

  @Test
  void refusesAnInstalledOneOfAnotherVersion() throws IOException {
    Files.createFile(folder.resolve("libtorch.so"));

    assertRefused(
        Map.of(
            "PYTORCH_LIBRARY_PATH", folder.toString(),
            "PYTORCH_VERSION", "2.5.1",
            "PYTORCH_FLAVOR", "cpu"),
        "Cannot start libtorch because PYTORCH_VERSION must be 2.7.1, found 2.5.1" + INSTALL);
  }

  @Test
  void refusesAnInstalledOneWithoutItsFlavor() throws IOException {
    Files.createFile(folder.resolve("libtorch.so"));

    assertRefused(
        Map.of("PYTORCH_LIBRARY_PATH", folder.toString(), "PYTORCH_VERSION", "2.7.1"),
        "Cannot start libtorch because PYTORCH_FLAVOR must be set where PYTORCH_LIBRARY_PATH is: it"
            + " says which code goes between Java and that library"
            + INSTALL);
  }

  @Test
  void refusesAFlavorWithoutTheCodeBetweenItAndJava() throws IOException {
    Files.createFile(folder.resolve("libtorch.so"));
    Map<String, String> settings =
        Map.of("PYTORCH_LIBRARY_PATH", folder.toString(), "PYTORCH_FLAVOR", "cu118");

    assertRefused(
        settings,
        "Cannot start libtorch because there is no jnilib/linux-x86_64/cu118/libdjl_torch.so on the"
            + " class path: PYTORCH_FLAVOR must be cpu or cu128 here, found cu118"
            + INSTALL);

    Files.createFile(folder.resolve("libdjl_torch.so"));
    assertThat(find(settings).flavor()).isEqualTo("cu118");
  }

  @Test
  void refusesAVersionThatTheOneOnTheClassPathIsNot() {
    assertThatThrownBy(() -> find(Map.of("PYTORCH_VERSION", "2.5.1")))
        .isInstanceOf(MissingNativeLibraryException.class)
        .hasMessageStartingWith(
            "Cannot start libtorch because PYTORCH_VERSION must be that of the library on the class"
                + " path, 2.7.1-")
        .hasMessageEndingWith(", found 2.5.1" + INSTALL);
  }

  @Test
  void refusesAClassPathWithoutTheCodeBetweenItAndJava() {
    hide("jnilib/pytorch.properties");

    assertRefused(
        Map.of(),
        "Cannot start libtorch because ai.djl.pytorch:pytorch-jni, the code between it and Java, is"
            + " not on the class path, and nothing is downloaded at run time: run the jar that the"
            + " build makes, dafusion-jobs-*-spark.jar");
  }

  @Test
  void refusesTheCodeBetweenItAndJavaOfAnotherDjl() throws IOException {
    Path file = folder.resolve("pytorch.properties");
    Files.writeString(file, "jni_version=2.7.1-0.30.0\n");
    replace("jnilib/pytorch.properties", List.of(file.toUri().toURL()));

    assertRefused(
        Map.of(),
        "Cannot start libtorch because ai.djl.pytorch:pytorch-jni must be made for DJL 0.35.1,"
            + " which is on the class path, found 2.7.1-0.30.0, and nothing is downloaded at run"
            + " time: leave one version of DJL on the class path");
  }

  @Test
  void refusesAClassPathWithoutTokenizers() {
    hide("native/lib/linux-x86_64/cpu/libtokenizers.so");

    assertThatThrownBy(() -> find(Map.of()))
        .isInstanceOf(MissingNativeLibraryException.class)
        .hasMessageStartingWith(
            "Cannot start the tokenizers because there is no"
                + " native/lib/linux-x86_64/cpu/libtokenizers.so on the class path");
  }

  private static NativeLibrary find(Map<String, String> environment) {
    return NativeLibrary.find(environment::get);
  }

  private static void assertRefused(Map<String, String> environment, String message) {
    assertThatThrownBy(() -> find(environment))
        .isInstanceOf(MissingNativeLibraryException.class)
        .hasMessage(message);
  }

  private void hide(String hidden) {
    replace(hidden, List.of());
  }

  /** DJL looks for its files with the class loader of the thread. */
  private void replace(String hidden, List<URL> found) {
    Thread.currentThread()
        .setContextClassLoader(
            new ClassLoader(before) {
              @Override
              public URL getResource(String name) {
                return name.equals(hidden)
                    ? found.stream().findFirst().orElse(null)
                    : super.getResource(name);
              }

              @Override
              public Enumeration<URL> getResources(String name) throws IOException {
                return name.equals(hidden)
                    ? Collections.enumeration(found)
                    : super.getResources(name);
              }
            });
  }
}
