package org.dafusion.torchscript;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.dafusion.torchscript.ScriptParameter.Kind;

/**
 * One method under construction: every call emits one line of TorchScript's serialised dialect and
 * returns the variable that holds its result.
 *
 * <p>Operators are those of PyTorch's ATen library, with their names and conventions.
 */
public final class ScriptMethod {
  /** PyTorch's number for 32-bit floating point. */
  private static final int FLOAT = 6;

  private final ScriptModule module;
  private final String name;
  private final List<String> arguments;
  private final List<String> lines = new ArrayList<>();
  private String returnType;
  private int variables;

  ScriptMethod(ScriptModule module, String name, List<String> arguments) {
    this.module = module;
    this.name = name;
    this.arguments = arguments;
  }

  String name() {
    return name;
  }

  /** The argument of that name, given without its {@code []}. */
  public Value argument(String argument) {
    if (arguments.stream().noneMatch(a -> a.replace("[]", "").equals(argument))) {
      throw new IllegalArgumentException("Method " + name + " has no argument " + argument);
    }
    return new Value(argument);
  }

  /** Emits {@code expression} (a format with {@code %s} for each argument) into a new variable. */
  public Value let(String expression, Object... values) {
    Value variable = new Value("v" + variables++);
    lines.add(variable + " = " + String.format(Locale.ROOT, expression, values));
    return variable;
  }

  /** The weight of that key, as an expression. */
  public Value parameter(Kind kind, List<String> keys, long... shape) {
    List<Long> dimensions = Arrays.stream(shape).boxed().toList();
    return new Value("w[" + module.indexOf(new ScriptParameter(keys, dimensions, kind)) + "]");
  }

  /** The plain weight of that key, as an expression. */
  public Value parameter(String key, long... shape) {
    return parameter(Kind.PLAIN, List.of(key), shape);
  }

  /** Records a value under a name, where the module was opened for that. */
  public Value tap(String tap, Value value) {
    if (module.tapped()) {
      lines.add(
          "_ = torch.append(self.taps, torch.clone(torch.detach(%s), memory_format=0))"
              .formatted(value));
      module.addTap(tap);
    }
    return value;
  }

  /** Calls another method of the same module. */
  public Value call(String method, Value... values) {
    return let("(self).%s(%s)", method, join(values));
  }

  /** The sum of two tensors, broadcast. */
  public Value add(Value a, Value b) {
    return let("torch.add(%s, %s)", a, b);
  }

  /** The product of two tensors, broadcast. */
  public Value mul(Value a, Value b) {
    return let("torch.mul(%s, %s)", a, b);
  }

  /** The tensor times a number. */
  public Value mul(Value a, double factor) {
    return let("torch.mul(%s, %s)", a, Double.toString(factor));
  }

  /** A view or copy with another shape; one dimension may be -1. */
  public Value reshape(Value x, Object... shape) {
    return let("torch.reshape(%s, %s)", x, Arrays.toString(shape));
  }

  /** The size of one dimension, as an integer variable. */
  public Value size(Value x, int dimension) {
    return let("torch.size(%s, %s)", x, dimension);
  }

  /** A view with dimensions in another order. */
  public Value permute(Value x, int... order) {
    return let("torch.permute(%s, %s)", x, Arrays.toString(order));
  }

  /** Tensors joined along a dimension. */
  public Value cat(int dimension, Value... values) {
    return let("torch.cat([%s], %s)", join(values), dimension);
  }

  /** x · sigmoid(x). */
  public Value silu(Value x) {
    return let("torch.silu(%s)", x);
  }

  /** The Gaussian error linear unit in its exact form, with erf. */
  public Value gelu(Value x) {
    return let("torch.gelu(%s)", x);
  }

  /** max(x, 0). */
  public Value relu(Value x) {
    return let("torch.relu(%s)", x);
  }

  /** The tensor in 32-bit floating point. */
  public Value toFloat(Value x) {
    return let("torch.to(%s, %s)", x, FLOAT);
  }

  /** The first tensor in the number type of the second. */
  public Value toTypeOf(Value x, Value like) {
    return let("torch.to(%s, ops.prim.dtype(%s))", x, like);
  }

  /** Integers 0 … count - 1 as 32-bit floats, on the device of another tensor. */
  public Value range(long count, Value like) {
    return let(
        "torch.arange(%s, dtype=%s, layout=None, device=ops.prim.device(%s), pin_memory=None)",
        count, FLOAT, like);
  }

  /**
   * Fused attention, softmax(q kᵀ / √d) v.
   *
   * @param q (batch, heads, queries, d)
   * @param k (batch, heads, keys, d)
   * @param v (batch, heads, keys, d)
   * @param causal whether a query may see only keys up to its own position
   */
  public Value attention(Value q, Value k, Value v, boolean causal) {
    return let(
        "torch.scaled_dot_product_attention(%s, %s, %s, None, 0., %s)",
        q, k, v, causal ? "True" : "False");
  }

  /** Ends the method with one tensor. */
  public void returnTensor(Value value) {
    end("Tensor", value.name());
  }

  /** Ends the method with several tensors in a list. */
  public void returnTensors(Value... values) {
    end("List[Tensor]", "[" + join(values) + "]");
  }

  /** Ends the method with a variable that is a list of tensors already. */
  public void returnList(Value list) {
    end("List[Tensor]", list.name());
  }

  private void end(String type, String value) {
    returnType = type;
    lines.add("return " + value);
  }

  /** The method's text, indented for its class, where weights are members of one list. */
  String code(String className) {
    return code(className, "    w = self.weights\n", line -> line);
  }

  /**
   * The method's text, indented for its class, where weights are spelled in another way.
   *
   * @param spelling of a line, in which weight number i is {@code w[i]}
   */
  String code(String className, UnaryOperator<String> spelling) {
    return code(className, "", spelling);
  }

  private String code(String className, String first, UnaryOperator<String> spelling) {
    if (returnType == null) {
      throw new IllegalStateException("Method " + name + " of " + className + " returns nothing");
    }
    StringBuilder text = new StringBuilder("  def ").append(name).append("(self: ");
    text.append(className);
    for (String argument : arguments) {
      text.append(",\n    ").append(argument.replace("[]", "")).append(": ");
      text.append(argument.endsWith("[]") ? "List[Tensor]" : "Tensor");
    }
    text.append(") -> ").append(returnType).append(":\n").append(first);
    lines.forEach(line -> text.append("    ").append(spelling.apply(line)).append('\n'));
    return text.toString();
  }

  private static String join(Value... values) {
    return Arrays.stream(values).map(Value::name).collect(Collectors.joining(", "));
  }
}
