package org.dafusion.hostile;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.data.ImageFile;
import org.dafusion.data.ImageFolder;
import org.dafusion.data.ListedDataset;
import org.dafusion.data.Part;
import org.dafusion.data.ValidationSplit;

/** Names of classes and files that are no friends of file systems, shells and web pages. */
final class HostileNames {
  static final List<String> NAMES =
      List.of(
          "..",
          ".. ",
          "..\\..\\boot",
          "-rf",
          "--conf",
          "CON",
          "NUL",
          "aux",
          "a=b",
          "50%",
          "%2e%2e%2f",
          "a b ",
          " a",
          "a\nb",
          "a\tb",
          "a\0b",
          "$(id)",
          "`id`",
          "a;b&c|d",
          "<script>alert(1)<\\script>",
          "'\"",
          "{name}",
          "a:b",
          "a*?",
          "\u202Egnp.ssalc",
          "\uD83D\uDC1C\u200D\uD83D\uDC1D",
          "e\u0301",
          "x".repeat(255),
          "\uFEFFa",
          "null",
          "~");

  private final List<HostileInput> inputs = new ArrayList<>();

  private HostileNames() {}

  static List<HostileInput> all() {
    HostileNames table = new HostileNames();
    for (String name : NAMES) {
      // control characters by their numbers
      StringBuilder shown = new StringBuilder();
      name.chars().limit(40).forEach(c -> shown.append(c < ' ' ? "\\" + c : (char) c));
      table.folder(shown.toString(), name);
      table.listed(shown.toString(), name);
    }
    for (String name : List.of("../F/A-18 <b>", "/etc/passwd", "a/b", "../../x", "a/", "./a")) {
      table.listed(name, name);
    }
    return table.inputs;
  }

  /** A class is named as its folder is, or its folder is hidden and no class. */
  private void folder(String shown, String name) {
    boolean hidden = name.startsWith(".");
    inputs.add(
        new HostileInput(
            "a folder called " + shown,
            folder -> {
              ImageFolder images =
                  ImageFolder.of(
                      "/pets",
                      List.of(name + "/1.jpg", name + "/2.jpg", "zebra/1.jpg", "zebra/2.jpg"),
                      0,
                      0);
              return images.classNames().contains(name)
                      && images.files().stream()
                          .anyMatch(file -> file.uri().equals("/pets/" + name + "/1.jpg"))
                  ? "as it is"
                  : "without it: " + images.classNames();
            },
            hidden ? "read without it: \\[zebra\\]" : "read as it is"));
  }

  private void listed(String shown, String name) {
    inputs.add(
        new HostileInput(
            "a class called " + shown,
            folder ->
                ListedDataset.of(
                            "pets",
                            List.of(name, "zebra"),
                            List.of(file(name, 0), file("zebra", 1)),
                            new ValidationSplit(0, 0))
                        .classNames()
                        .contains(name)
                    ? "as it is"
                    : "otherwise",
            "read as it is"));
  }

  private static ImageFile file(String className, int label) {
    return ImageFile.of(className + "/1.jpg", "/pets/1.jpg", label, className, Part.TRAIN);
  }
}
