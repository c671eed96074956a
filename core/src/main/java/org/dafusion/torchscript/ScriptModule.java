package org.dafusion.torchscript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network as code: its methods, and the parameters that they name.
 *
 * <p>Parameters are numbered in the order in which they are first named; {@code weights[i]} of the
 * running module is parameter {@code i}. Two layers that name the same key share the weight.
 */
public final class ScriptModule {
  private final String name;
  private final boolean tapped;
  private final List<ScriptMethod> methods = new ArrayList<>();
  private final Map<String, Integer> indexByKey = new LinkedHashMap<>();
  private final List<ScriptParameter> parameters = new ArrayList<>();
  private final List<String> taps = new ArrayList<>();

  /**
   * Starts a module that computes results only.
   *
   * @param name a Python identifier, by convention the upstream class name
   */
  public ScriptModule(String name) {
    this(name, false);
  }

  /**
   * Starts a module.
   *
   * @param name a Python identifier, by convention the upstream class name
   * @param tapped whether intermediate values marked with {@link ScriptMethod#tap} are recorded
   *     while the module runs; for finding the first layer that differs from a reference
   */
  public ScriptModule(String name, boolean tapped) {
    this.name = name;
    this.tapped = tapped;
  }

  /** The module's name. */
  public String name() {
    return name;
  }

  /**
   * Opens a method. Methods may call those opened before or after them.
   *
   * @param methodName a Python identifier
   * @param arguments in order, each a tensor, or a list of tensors where the name ends in {@code
   *     []}
   */
  public ScriptMethod method(String methodName, String... arguments) {
    ScriptMethod method = new ScriptMethod(this, methodName, List.of(arguments));
    methods.add(method);
    return method;
  }

  /** The same module without a method, which no other may call; its parameters stay. */
  public ScriptModule without(String methodName) {
    ScriptModule rest = new ScriptModule(name, tapped);
    methods.stream().filter(method -> !method.name().equals(methodName)).forEach(rest.methods::add);
    rest.indexByKey.putAll(indexByKey);
    rest.parameters.addAll(parameters);
    rest.taps.addAll(taps);
    return rest;
  }

  /** The parameters in the order of their index. */
  public List<ScriptParameter> parameters() {
    return List.copyOf(parameters);
  }

  /** Names of the recorded intermediate values, in the order in which a full forward meets them. */
  public List<String> taps() {
    return List.copyOf(taps);
  }

  boolean tapped() {
    return tapped;
  }

  List<ScriptMethod> methods() {
    return methods;
  }

  void addTap(String tap) {
    taps.add(tap);
  }

  int indexOf(ScriptParameter parameter) {
    Integer known = indexByKey.get(parameter.key());
    if (known == null) {
      indexByKey.put(parameter.key(), parameters.size());
      parameters.add(parameter);
      return parameters.size() - 1;
    }
    if (!parameters.get(known).equals(parameter)) {
      throw new IllegalArgumentException(
          "Parameter %s is named twice, as %s and as %s"
              .formatted(parameter.key(), parameters.get(known), parameter));
    }
    return known;
  }
}
