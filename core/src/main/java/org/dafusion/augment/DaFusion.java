package org.dafusion.augment;

import java.util.List;

/**
 * DA-Fusion (Trabucco et al. 2024, section 4.1): SDEdit from the real picture under a prompt in
 * which a learned token stands for its class, or for the picture itself (appendix I).
 */
public final class DaFusion implements GenerativeAugmentation {
  private final MethodSettings settings;
  private final TokenChoice tokens;

  /** The method that a block of settings describes, with the tokens that were learned. */
  public DaFusion(MethodSettings settings, TokenChoice tokens) {
    this.settings = settings;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return settings.name();
  }

  /**
   * @throws org.dafusion.data.InvalidDatasetException if no word was learned for the request
   */
  @Override
  public List<EditPlan> plan(AugmentRequest request) {
    String word = tokens.placeholder(name(), request.className(), request.sourceId());
    return List.of(settings.edit(word, request.seed()));
  }
}
