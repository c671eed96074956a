/**
 * Writes TorchScript archives: modules, methods, code, pickle and zip, without Python and without
 * tracing.
 *
 * <p>It does not know which network it is writing, where weights come from, or the engine that will
 * run the archive.
 *
 * <p>Start with {@link org.dafusion.torchscript.ScriptModule}, which collects methods and the
 * parameters that they name; {@link org.dafusion.torchscript.ScriptMethod} emits one line of code
 * per operation; {@link org.dafusion.torchscript.ScriptArchive} packs the result. The archive holds
 * code only: weights are handed over later, tensor by tensor, through the method {@code bind}, so
 * an archive is a few kilobytes whatever the size of the model, and no tensor exists twice.
 *
 * <p>What is finished and given away is a {@link org.dafusion.torchscript.TrainedArchive}: the same
 * code with its weights inside, as PyTorch's own tools write it.
 */
package org.dafusion.torchscript;
