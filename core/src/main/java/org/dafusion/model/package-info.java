/**
 * Network definitions: each walks a {@code config.json} and emits its TorchScript, one line a
 * layer, naming weights by their key in the safetensors file.
 *
 * <p>It does not know files, devices, precision or the engine that runs a network.
 *
 * <p>Start with {@link org.dafusion.model.ModelDefinition}, then {@link
 * org.dafusion.model.UNet2DConditionModel}; {@link org.dafusion.model.Layers} holds the layers that
 * carry weights. Every large network is split into methods at its blocks, so that training can
 * recompute one block at a time in the backward pass.
 */
package org.dafusion.model;
