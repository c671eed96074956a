package org.dafusion.engine;

import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.Value;

/** Operations of PyTorch that are out of reach of DJL's arrays. */
final class CopyScript {
  /** The method that overwrites its first argument with the second, rounded to its number type. */
  static final String COPY = "copy";

  /** The method that answers its argument as 32-bit numbers, in the order of its dimensions. */
  static final String WIDEN = "widen";

  /** The method that answers an array of zeros with as many numbers of its argument's type. */
  static final String SCRATCH = "scratch";

  /**
   * The method that exchanges the values of its first two arguments, which lie alike in memory,
   * through the third, a {@link #SCRATCH} of at least as many numbers. It needs no memory.
   */
  static final String EXCHANGE = "exchange";

  /**
   * The method that moves each array of its first list towards that of the second, by a share of
   * the way; one call for all, because there are hundreds.
   */
  static final String APPROACH = "approach";

  private CopyScript() {}

  static ScriptModule module() {
    ScriptModule module = new ScriptModule("Copy");
    ScriptMethod copy = module.method(COPY, "target", "source");
    copy.returnTensor(
        copy.let("torch.copy_(%s, %s)", copy.argument("target"), copy.argument("source")));
    ScriptMethod widen = module.method(WIDEN, "source");
    widen.returnTensor(
        widen.let(
            "torch.contiguous(%s, memory_format=0)", widen.toFloat(widen.argument("source"))));
    ScriptMethod scratch = module.method(SCRATCH, "source");
    Value source = scratch.argument("source");
    scratch.returnTensor(scratch.let("torch.new_zeros(%s, [torch.numel(%s)])", source, source));
    ScriptMethod exchange = module.method(EXCHANGE, "place", "spare", "scratch");
    Value place = exchange.argument("place");
    Value spare = exchange.argument("spare");
    Value moved =
        exchange.let(
            "torch.as_strided(%s, torch.size(%s), torch.stride(%s))",
            exchange.argument("scratch"), place, place);
    exchange.let("torch.copy_(%s, %s)", moved, place);
    exchange.let("torch.copy_(%s, %s)", place, spare);
    exchange.returnTensor(exchange.let("torch.copy_(%s, %s)", spare, moved));
    ScriptMethod approach = module.method(APPROACH, "averages[]", "places[]", "share");
    Value averages = approach.argument("averages");
    approach.let(
        "torch._foreach_lerp_(%s, %s, float(%s))",
        averages, approach.argument("places"), approach.argument("share"));
    approach.returnTensor(approach.let("%s[0]", averages));
    return module;
  }
}
