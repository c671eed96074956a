package org.dafusion.augment;

import org.dafusion.diffusion.EditRequest;

/**
 * Real Guidance (He et al. 2022): SDEdit from the real picture under a prompt that names its class,
 * or, with a prompt that does not, the paper's class-agnostic variant (section 6.1).
 */
public final class RealGuidance implements GenerativeAugmentation {
  static final String TYPE = "real-guidance";
  private static final String CLASS_NAME = "{name}";

  private final MethodSettings settings;

  /** The method that a block of settings describes. */
  public RealGuidance(MethodSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public EditRequest plan(AugmentRequest request) {
    return new EditRequest(
        request.id(),
        request.sourceId(),
        request.source(),
        prompt(request.className()),
        settings.negativePrompt(),
        settings.intensities().draw(request.seed()),
        settings.guidanceScale(),
        request.seed(),
        null);
  }

  /** Folder names often write blanks as underscores; a prompt is read as language. */
  private String prompt(String className) {
    return settings.prompt().replace(CLASS_NAME, className.replace('_', ' '));
  }
}
