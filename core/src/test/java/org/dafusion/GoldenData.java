package org.dafusion;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the reference values that the original Python code computed.
 *
 * <p>The few small cases that ship with the project are class path resources under {@code golden/};
 * all others are read in place from {@code ../shared/golden} beside the checkout (or the folder
 * named by the system property {@code dafusion.golden}). A test that needs the latter reports
 * itself skipped where it is absent.
 */
public final class GoldenData {
  private GoldenData() {}

  /** A file or folder of the shipped golden values, such as {@code "schedule/ddim.json"}. */
  public static Path shipped(String name) {
    URL url = GoldenData.class.getResource("/golden/" + name);
    if (url == null) {
      throw new IllegalArgumentException("No golden resource golden/" + name);
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file or folder of the full golden set; skips the calling test where the set is absent. */
  public static Path full(String name) {
    Path root = root();
    assumeTrue(root != null, "the full golden set (../shared/golden) is not on this machine");
    Path found = root.resolve(name);
    if (!Files.exists(found)) {
      throw new IllegalArgumentException("The golden set has no " + name + " under " + root);
    }
    return found;
  }

  private static Path root() {
    String named = System.getProperty("dafusion.golden");
    if (named != null) {
      return Path.of(named);
    }
    // Surefire runs in the module's folder, so the checkout is one level up.
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      Path candidate = dir.resolveSibling("shared").resolve("golden");
      if (dir.getFileName() != null && Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return null;
  }
}
