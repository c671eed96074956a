package org.dafusion.engine;

import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;

/** Two operations of PyTorch that are out of reach of DJL's arrays. */
final class CopyScript {
  /** The method that overwrites its first argument with the second, rounded to its number type. */
  static final String COPY = "copy";

  /** The method that answers its argument as 32-bit numbers, in the order of its dimensions. */
  static final String WIDEN = "widen";

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
    return module;
  }
}
