package org.dafusion.jobs.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The instructions of a Dockerfile, by stage.
 *
 * @param stages in order; what comes before the first FROM belongs to the one named {@code ""}
 */
record Dockerfile(List<Stage> stages) {
  private static final Pattern FROM = Pattern.compile("(\\S+)(?:\\s+AS\\s+(\\S+))?");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

  /**
   * @param name after AS; empty for none
   * @param base image, with its variables filled in
   */
  record Stage(String name, String base, List<Instruction> instructions) {
    List<String> of(String keyword) {
      return instructions.stream()
          .filter(instruction -> instruction.keyword().equals(keyword))
          .map(Instruction::arguments)
          .toList();
    }

    /** Build arguments with a default. */
    Map<String, String> arguments() {
      Map<String, String> defaults = new TreeMap<>();
      for (String argument : of("ARG")) {
        int equals = argument.indexOf('=');
        if (equals > 0) {
          defaults.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
      }
      return defaults;
    }

    /** What containers find in their environment, variables not filled in. */
    Map<String, String> environment() {
      Map<String, String> variables = new TreeMap<>();
      for (String words : of("ENV")) {
        for (String word : words.split("\\s+")) {
          variables.put(
              word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
        }
      }
      return variables;
    }

    List<Copy> copies() {
      return of("COPY").stream().map(Copy::parse).toList();
    }
  }

  record Instruction(String keyword, String arguments) {}

  /**
   * @param from the stage that sources are of; empty for the build context
   */
  record Copy(String from, List<String> sources, String target) {
    static Copy parse(String arguments) {
      List<String> words = new ArrayList<>(Arrays.asList(arguments.split("\\s+")));
      String from = "";
      while (words.get(0).startsWith("--")) {
        String option = words.remove(0);
        from = option.startsWith("--from=") ? option.substring("--from=".length()) : from;
      }
      return new Copy(from, words.subList(0, words.size() - 1), words.get(words.size() - 1));
    }
  }

  static Dockerfile read(Path file) throws IOException {
    List<Stage> stages = new ArrayList<>(List.of(new Stage("", "", new ArrayList<>())));
    StringBuilder joined = new StringBuilder();
    for (String line : DeployFiles.text(file).lines().toList()) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      boolean goesOn = line.endsWith("\\");
      joined.append(goesOn ? line.substring(0, line.length() - 1) : line);
      if (!goesOn) {
        add(stages, joined.toString().strip());
        joined.setLength(0);
      }
    }
    if (joined.length() > 0) {
      throw new AssertionError(file + " ends within an instruction: " + joined);
    }
    return new Dockerfile(stages);
  }

  private static void add(List<Stage> stages, String line) {
    String[] words = line.split("\\s+", 2);
    if (words[0].equals("FROM")) {
      Matcher from = FROM.matcher(words[1]);
      if (!from.matches()) {
        throw new AssertionError("Not a base image: " + line);
      }
      String name = from.group(2) == null ? "" : from.group(2);
      String base = filled(from.group(1), stages.get(0).arguments());
      stages.add(new Stage(name, base, new ArrayList<>()));
    } else {
      stages.get(stages.size() - 1).instructions().add(new Instruction(words[0], words[1]));
    }
  }

  private static String filled(String text, Map<String, String> arguments) {
    return VARIABLE.matcher(text).replaceAll(found -> arguments.get(found.group(1)));
  }

  /** What the image is made of. */
  Stage last() {
    return stages.get(stages.size() - 1);
  }

  Stage stage(String name) {
    return stages.stream().filter(stage -> stage.name().equals(name)).findFirst().orElseThrow();
  }
}
