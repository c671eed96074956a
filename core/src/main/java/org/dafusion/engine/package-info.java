/**
 * The one door to the tensor engine (DJL on PyTorch): compiles a network definition, binds its
 * weights, runs it forward, and takes gradients.
 *
 * <p>It does not know diffusion, datasets or where a folder came from.
 *
 * <p>Start with {@link org.dafusion.engine.ModelCompiler}, which makes a {@link
 * org.dafusion.engine.CompiledModel}. Four rules of this room keep results equal to the last bit
 * and memory safe:
 *
 * <ul>
 *   <li>Weights are copied while they are bound, one at a time, so nothing in a running model
 *       points into a mapped file or a buffer that the garbage collector may release.
 *   <li>TorchScript's profiling graph executor, which rewrites a graph after its first calls and so
 *       changes the last bits between calls, is switched off on every calling thread.
 *   <li>Rows of a batch that must not know each other go through {@link
 *       org.dafusion.engine.RowWorkers}: one by one on a CPU. Layers that multiplied row by row,
 *       and batches of even sizes, were tried first and did not reach every operation.
 *   <li>Calls without gradients run with recording switched off rather than in PyTorch's inference
 *       mode: tensors made in inference mode can never be saved for a backward pass, which would
 *       divide all tensors into two kinds that must not meet.
 * </ul>
 */
package org.dafusion.engine;
