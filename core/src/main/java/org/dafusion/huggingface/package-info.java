/**
 * Reads what Hugging Face tools leave on disk: model folders, safetensors files, JSON configuration
 * and CLIP's tokenizer files. Knows neither networks nor the engine that runs them: tensors leave
 * as bytes with a type and a shape. Start reading at {@link org.dafusion.huggingface.ModelFolder},
 * then {@link org.dafusion.huggingface.SafetensorsReader}.
 *
 * <p>DJL has a safetensors reader of its own; it counts in {@code int} (files below 2 GiB) and
 * trusts the header, so the format is read here instead.
 */
package org.dafusion.huggingface;
