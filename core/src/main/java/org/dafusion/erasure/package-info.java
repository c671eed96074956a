/**
 * Concept erasure, ESD: a concept, given as text, to weights of a UNet that no longer draws it
 * (Gandikota et al. 2023, <a href="https://arxiv.org/abs/2303.07345">Erasing Concepts from
 * Diffusion Models</a>; equation 8 of the DA-Fusion paper).
 *
 * <p>It does not know classes of a data set, or where weights are kept.
 *
 * <p>Start with {@link org.dafusion.erasure.ConceptErasure}, the training, then {@link
 * org.dafusion.erasure.ErasedWeights}, its result as a file that is applied to a loaded model.
 *
 * <p>Decisions worth keeping:
 *
 * <ul>
 *   <li>Teacher and student are one network. The values that the student's weights had at first are
 *       kept beside it and exchanged with the present ones whenever the teacher is asked. Memory is
 *       the network and one copy of the trained weights; a second network, as upstream has, would
 *       cost the untrained weights twice, which for cross-attention is nearly all of them. The
 *       price is two exchanges an iteration, beside some fifty rows through the network.
 *   <li>A file holds new values, not differences. In 32 bits applying it gives the trained weights
 *       bit for bit, and in bf16 it gives a bf16 network the very weights that the 32-bit file
 *       would: both round the same number once. Differences added to weights that are bf16 already
 *       would lose what is smaller than half their last bit. Taking a file off again puts back the
 *       values that were there, which are kept while it is applied.
 *   <li>An iteration's draws depend on the seed, the concept and its number alone, so a training
 *       that goes on from a checkpoint ends, on a CPU, at the same bits. On a GPU kernels of the
 *       backward pass may add in no fixed order; how much that makes has not been measured.
 * </ul>
 */
package org.dafusion.erasure;
