package org.dafusion.classifier;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.image.Image;
import org.dafusion.random.Seeds;
import org.dafusion.random.UniformDraws;
import org.dafusion.transform.CutMix;
import org.dafusion.transform.ImageTransform;
import org.dafusion.transform.TrainingViews;

/** Plans and makes the views that a trial learns from. */
final class TrainingViewMaker {
  /** All views that are kept derive from this one, so that trials of every seed share them. */
  private static final long SHARED = 0;

  private final ClassifierSettings settings;
  private final TrainingViews kind;
  private final ImageTransform transform;
  private final SquashedPictures pictures;

  TrainingViewMaker(ClassifierSettings settings, SquashedPictures pictures) {
    this.settings = settings;
    // how many views are kept says nothing where each step makes its own
    boolean plain = settings.keepsFeatures() && settings.views() == 0;
    this.kind = plain ? TrainingViews.NONE : TrainingViews.parse(settings.transform());
    this.transform = kind.transform(settings.imageSize());
    this.pictures = pictures;
  }

  /** How many views of a picture are worth keeping: without anything random one. */
  int views() {
    return kind == TrainingViews.NONE && !settings.cutmix() ? 1 : settings.views();
  }

  /** Whether views have partners, so that the pictures must be known before any is planned. */
  boolean mixes() {
    return settings.cutmix();
  }

  /**
   * A view that depends on the picture's content and the number alone, and on the pool where
   * partners are drawn.
   */
  ViewPlan shared(Picture picture, int view, TrainingPool pool) {
    long seed = Seeds.derive(SHARED, "view", picture.digest(), Integer.toString(view));
    return plan(picture, seed, pool);
  }

  /**
   * A view for one place of one step.
   *
   * @param draw number of the place, counted from the trial's beginning
   */
  ViewPlan fresh(Picture picture, long draw, TrainingPool pool) {
    return plan(picture, Seeds.derive(settings.seed(), "view", Long.toString(draw)), pool);
  }

  private ViewPlan plan(Picture picture, long seed, TrainingPool pool) {
    int size = settings.imageSize();
    if (!settings.cutmix()) {
      return new ViewPlan(picture, seed, List.of(), List.of(), size);
    }
    List<Picture> partners = new ArrayList<>();
    UniformDraws random = new UniformDraws(Seeds.derive(seed, "cutmix"));
    List<CutMix.Paste> pastes =
        CutMix.REFERENCE.draw(
            size,
            random,
            () -> {
              partners.add(pool.draw(random));
              return partners.size() - 1;
            });
    return new ViewPlan(picture, seed, partners, pastes, size);
  }

  /** Makes the view. */
  Image make(ViewPlan plan) {
    Image own = transform.apply(pictures.of(plan.picture()), plan.seed());
    List<Image> partners = new ArrayList<>();
    for (int i = 0; i < plan.partners().size(); i++) {
      long seed = Seeds.derive(plan.seed(), "partner", Integer.toString(i));
      partners.add(transform.apply(pictures.of(plan.partners().get(i)), seed));
    }
    return CutMix.apply(own, partners, plan.pastes());
  }

  /** What a view's features are kept by, for one backbone and way to it. */
  String key(ViewPlan plan, HeadDescription madeFor) {
    return String.join(
        "/",
        plan.content(),
        kind.label(),
        Integer.toString(madeFor.imageSize()),
        madeFor.normalisation(),
        madeFor.backboneDigest());
  }
}
