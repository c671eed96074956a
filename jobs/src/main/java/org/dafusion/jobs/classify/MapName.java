package org.dafusion.jobs.classify;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The name of an image's map below its folder: the image's id, each part of it between slashes
 * encoded as in addresses, blanks excepted. Whatever an id holds, the name stays inside the folder,
 * and no two ids have the same one.
 */
final class MapName {
  private MapName() {}

  static String of(String id) {
    return Arrays.stream(id.split("/", -1)).map(MapName::part).collect(Collectors.joining("/"))
        + ".png";
  }

  private static String part(String part) {
    if (part.isEmpty()) {
      // no other part is a lone percent sign, as those are encoded
      return "%";
    }
    String encoded = URLEncoder.encode(part, StandardCharsets.UTF_8).replace('+', ' ');
    return encoded.matches("\\.+") ? encoded.replace(".", "%2E") : encoded;
  }
}
