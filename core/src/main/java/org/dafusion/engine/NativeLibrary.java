package org.dafusion.engine;

import ai.djl.util.ClassLoaderUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The libtorch that DJL would load, found without loading it. DJL answers a missing or mismatching
 * library with a download, first of the library, then of the code between it and Java; so each of
 * its ways there is refused here, before it is asked. What an earlier process left in DJL's cache
 * does not count: it would do on one node and be missing on the next.
 *
 * @param version of libtorch, such as {@code 2.7.1}
 * @param flavor {@code cpu}, or {@code cu} and the version of CUDA, such as {@code cu128}
 * @param place folder on disk, or the class path
 */
public record NativeLibrary(String version, String flavor, String place) {
  /** The folder of an installed libtorch, in place of the one on the class path. */
  static final String PATH = "PYTORCH_LIBRARY_PATH";

  /** Its version. */
  static final String VERSION = "PYTORCH_VERSION";

  /** Its flavour. */
  static final String FLAVOR = "PYTORCH_FLAVOR";

  private static final String CLASS_PATH = "the class path";
  private static final String LIBRARY = System.mapLibraryName("torch");
  private static final String JNI_LIBRARY = System.mapLibraryName("djl_torch");
  private static final String JNI_PROPERTIES = "jnilib/pytorch.properties";

  /**
   * Finds it by the environment, or the system properties of the same names, and the class path.
   *
   * @throws MissingNativeLibraryException if DJL would have to download anything
   */
  public static NativeLibrary find() {
    return find(Utils::getEnvOrSystemProperty);
  }

  /**
   * As {@link #find()}.
   *
   * @param environment the value of a variable, null or empty where it is not set
   */
  static NativeLibrary find(UnaryOperator<String> environment) {
    Platform platform = Platform.detectPlatform("pytorch");
    String jni = jniVersion();
    String wanted = jni.replaceFirst("-.*", "");
    if (!jni.startsWith(wanted + "-" + platform.getApiVersion())) {
      throw new MissingNativeLibraryException(
          ("Cannot start libtorch because ai.djl.pytorch:pytorch-jni must be made for DJL %s, which"
                  + " is on the class path, found %s, and nothing is downloaded at run time: leave"
                  + " one version of DJL on the class path")
              .formatted(platform.getApiVersion(), jni));
    }
    requireTokenizers(platform.getClassifier());
    NativeLibrary found =
        isSet(environment.apply(PATH))
            ? installed(environment, wanted)
            : bundled(environment, platform, wanted);
    requireJni(found, platform.getClassifier());
    return found;
  }

  /** Whether it can compute on GPUs of NVIDIA. */
  public boolean hasCuda() {
    return flavor.startsWith("cu");
  }

  private static NativeLibrary installed(UnaryOperator<String> environment, String wanted) {
    String path = environment.apply(PATH);
    Path folder =
        Stream.of(path.split(File.pathSeparator))
            .flatMap(entry -> folderOf(Path.of(entry)).stream())
            .findFirst()
            .orElseThrow(
                () ->
                    missing(
                        "%s must be the folder of %s, found %s".formatted(PATH, LIBRARY, path),
                        wanted));
    String version = environment.apply(VERSION);
    if (isSet(version) && !version.startsWith(wanted)) {
      throw missing("%s must be %s, found %s".formatted(VERSION, wanted, version), wanted);
    }
    String flavor = environment.apply(FLAVOR);
    if (!isSet(flavor)) {
      throw missing(
          "%s must be set where %s is: it says which code goes between Java and that library"
              .formatted(FLAVOR, PATH),
          wanted);
    }
    return new NativeLibrary(isSet(version) ? version : wanted, flavor, folder.toString());
  }

  private static Optional<Path> folderOf(Path entry) {
    if (Files.isRegularFile(entry) && entry.endsWith(LIBRARY)) {
      return Optional.of(entry.toAbsolutePath().getParent());
    }
    return Files.isRegularFile(entry.resolve(LIBRARY)) ? Optional.of(entry) : Optional.empty();
  }

  private static NativeLibrary bundled(
      UnaryOperator<String> environment, Platform platform, String wanted) {
    if (platform.isPlaceholder()) {
      throw missing(
          "there is none for %s on the class path, and %s is not set"
              .formatted(platform.getClassifier(), PATH),
          wanted);
    }
    String version = environment.apply(VERSION);
    if (isSet(version) && !platform.getVersion().startsWith(version)) {
      throw missing(
          "%s must be that of the library on the class path, %s, found %s"
              .formatted(VERSION, platform.getVersion(), version),
          wanted);
    }
    if (!platform.getVersion().startsWith(wanted)) {
      throw missing(
          "the one on the class path must be %s, found %s".formatted(wanted, platform.getVersion()),
          wanted);
    }
    return new NativeLibrary(wanted, platform.getFlavor(), CLASS_PATH);
  }

  /** The version of libtorch, and of DJL, that the code between the two was made for. */
  private static String jniVersion() {
    URL file = resource(JNI_PROPERTIES);
    if (file == null) {
      throw new MissingNativeLibraryException(
          "Cannot start libtorch because ai.djl.pytorch:pytorch-jni, the code between it and Java,"
              + " is not on the class path, and nothing is downloaded at run time: run the jar that"
              + " the build makes, dafusion-jobs-*-spark.jar");
    }
    try (InputStream in = file.openStream()) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("jni_version", "");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + " because " + e.getMessage(), e);
    }
  }

  /** It lies in the jar, one for each flavour, or beside the library. */
  private static void requireJni(NativeLibrary library, String classifier) {
    String resource = "jnilib/%s/%s/%s".formatted(classifier, library.flavor, JNI_LIBRARY);
    if (resource(resource) == null
        && (library.place.equals(CLASS_PATH)
            || !Files.isRegularFile(Path.of(library.place, JNI_LIBRARY)))) {
      throw missing(
          "there is no %s on the class path: %s must be cpu or cu128 here, found %s"
              .formatted(resource, FLAVOR, library.flavor),
          library.version.replaceFirst("-.*", ""));
    }
  }

  private static void requireTokenizers(String classifier) {
    String resource =
        "native/lib/%s/cpu/%s".formatted(classifier, System.mapLibraryName("tokenizers"));
    if (resource(resource) == null) {
      throw new MissingNativeLibraryException(
          "Cannot start the tokenizers because there is no "
              + resource
              + " on the class path, and nothing is downloaded at run time: run the jar that the"
              + " build makes, dafusion-jobs-*-spark.jar, on a platform that"
              + " ai.djl.huggingface:tokenizers is made for");
    }
  }

  /** Where DJL will look for it: the class path of the calling thread; null if it is not there. */
  private static URL resource(String name) {
    try {
      return ClassLoaderUtils.getResource(name);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot search the class path because " + e.getMessage(), e);
    }
  }

  private static boolean isSet(String value) {
    return value != null && !value.isEmpty();
  }

  private static MissingNativeLibraryException missing(String reason, String wanted) {
    return new MissingNativeLibraryException(
        ("Cannot start libtorch because %s, and nothing is downloaded at run time: put"
                + " ai.djl.pytorch:pytorch-native-cpu:%s:linux-x86_64 on the class path (the jar"
                + " dafusion-jobs-*-spark.jar holds it), or set %s to the lib folder of an"
                + " installed libtorch %s, %s=%s and %s to cpu or cu128")
            .formatted(reason, wanted, PATH, wanted, VERSION, wanted, FLAVOR));
  }
}
