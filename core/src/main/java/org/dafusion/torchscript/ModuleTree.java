package org.dafusion.torchscript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A module's parameters as the tree that the dots in their keys describe: {@code
 * layer1.0.conv1.weight} is the attribute {@code weight} of a module {@code conv1} in a module
 * {@code 0} in a module {@code layer1}. Each module has a class of its own; all code is the root's.
 */
final class ModuleTree {
  private static final String SCOPE = "__torch__";
  private static final Pattern WEIGHT = Pattern.compile("\\bw\\[(\\d+)]");
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final ScriptModule module;
  private final Node root;

  private ModuleTree(ScriptModule module, Node root) {
    this.module = module;
    this.root = root;
  }

  static ModuleTree of(ScriptModule module) {
    Node root = new Node(module.name());
    List<ScriptParameter> parameters = module.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      root.add(List.of(parameters.get(i).key().split("\\.")), i, parameters.get(i));
    }
    return new ModuleTree(module, root);
  }

  /** The text of all classes. */
  String code() {
    StringBuilder text = new StringBuilder();
    root.declare(text);
    String self = SCOPE + "." + module.name();
    module.methods().forEach(method -> text.append(method.code(self, this::spell)));
    root.children().forEach(child -> child.declareAll(text));
    return text.toString();
  }

  /** The objects, with their tensors. */
  byte[] pickle() {
    Pickle pickle = new Pickle();
    root.pickle(pickle);
    return pickle.end();
  }

  private String spell(String line) {
    Matcher matcher = WEIGHT.matcher(line);
    return matcher.replaceAll(
        found -> {
          String key = module.parameters().get(Integer.parseInt(found.group(1))).key();
          return Matcher.quoteReplacement(attribute(key));
        });
  }

  /** What is no identifier, such as the number of a block, is asked for by its name. */
  private static String attribute(String key) {
    String expression = "self";
    for (String name : key.split("\\.")) {
      expression =
          IDENTIFIER.matcher(name).matches()
              ? expression + "." + name
              : "getattr(%s, \"%s\")".formatted(expression, name);
    }
    return expression;
  }

  /** One module. */
  private static final class Node {
    private final String className;
    private final Map<String, Node> modules = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    Node(String className) {
      this.className = className;
    }

    Iterable<Node> children() {
      return modules.values();
    }

    void add(List<String> path, int storage, ScriptParameter parameter) {
      String name = path.get(0);
      if (path.size() > 1) {
        modules
            .computeIfAbsent(name, child -> new Node(className + "_" + child))
            .add(path.subList(1, path.size()), storage, parameter);
      } else {
        tensors.put(name, new Tensor(storage, parameter.shape()));
      }
    }

    void declareAll(StringBuilder text) {
      declare(text);
      children().forEach(child -> child.declareAll(text));
    }

    void declare(StringBuilder text) {
      List<String> parameters = new ArrayList<>(tensors.keySet());
      parameters.removeIf(Node::isBuffer);
      List<String> buffers = tensors.keySet().stream().filter(Node::isBuffer).toList();
      text.append("class ").append(className).append("(Module):\n");
      text.append("  __parameters__ = ").append(quoted(parameters)).append('\n');
      text.append("  __buffers__ = ").append(quoted(buffers)).append('\n');
      tensors.keySet().forEach(name -> declare(text, name, "Tensor"));
      declare(text, "training", "bool");
      modules.forEach((name, child) -> declare(text, name, SCOPE + "." + child.className));
    }

    private static void declare(StringBuilder text, String name, String type) {
      text.append(
          IDENTIFIER.matcher(name).matches()
              ? "  %s : %s\n".formatted(name, type)
              : "  __annotations__[\"%s\"] = %s\n".formatted(name, type));
    }

    private static String quoted(List<String> names) {
      return names.stream()
          .map(name -> "\"" + name + "\", ")
          .collect(Collectors.joining("", "[", "]"));
    }

    /** PyTorch's names of what batch normalisation keeps and no gradient moves. */
    private static boolean isBuffer(String name) {
      return name.equals("running_mean") || name.equals("running_var");
    }

    void pickle(Pickle pickle) {
      pickle.beginObject(SCOPE, className);
      tensors.forEach(
          (name, tensor) -> {
            pickle.unicode(name);
            pickle.tensor(tensor.storage(), tensor.shape());
          });
      pickle.unicode("training");
      pickle.no();
      modules.forEach(
          (name, child) -> {
            pickle.unicode(name);
            child.pickle(pickle);
          });
      pickle.endObject();
    }
  }

  private record Tensor(int storage, List<Long> shape) {}
}
