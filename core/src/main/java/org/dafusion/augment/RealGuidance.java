package org.dafusion.augment;

import java.util.List;
import org.dafusion.data.ClassNames;

/**
 * Real Guidance (He et al. 2022): SDEdit from the real picture under a prompt that names its class,
 * or, with a prompt that does not, the paper's class-agnostic variant (section 6.1).
 */
public final class RealGuidance implements GenerativeAugmentation {
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
  public List<EditPlan> plan(AugmentRequest request) {
    return List.of(settings.edit(ClassNames.spelledOut(request.className()), request.seed()));
  }
}
