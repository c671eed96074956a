package org.dafusion.diffusion;

import org.dafusion.image.Image;

/**
 * What became of an {@link EditRequest}. A picture that may not be kept is an answer, not an error.
 */
public sealed interface EditResult {
  /** The request's id. */
  String id();

  /** A finished picture. */
  record Edited(String id, Image image) implements EditResult {}

  /** The safety checker objects; the picture is not kept. */
  record Flagged(String id, String reason) implements EditResult {}

  /** No picture came out. */
  record Refused(String id, String reason) implements EditResult {}
}
