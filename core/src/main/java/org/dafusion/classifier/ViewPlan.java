package org.dafusion.classifier;

import java.util.List;
import org.dafusion.transform.CutMix;

/**
 * One view of a training picture before it is made.
 *
 * @param picture whose view it is
 * @param seed of its transform, and of all else that is drawn for it
 * @param partners pictures whose boxes are pasted in; none without CutMix
 * @param pastes the box of each partner
 * @param size side of the view in pixels
 */
record ViewPlan(
    Picture picture, long seed, List<Picture> partners, List<CutMix.Paste> pastes, int size) {

  /** The classes of the view by what each picture counts in it. */
  Target target() {
    int[] labels = new int[partners.size() + 1];
    labels[0] = picture.label();
    for (int i = 0; i < partners.size(); i++) {
      labels[i + 1] = partners.get(i).label();
    }
    return new Target(labels, CutMix.weights(pastes, size));
  }

  /** Names the content that the view is made of; views with equal names are equal. */
  String content() {
    StringBuilder name = new StringBuilder(picture.digest()).append('/').append(seed);
    for (int i = 0; i < partners.size(); i++) {
      CutMix.Paste paste = pastes.get(i);
      name.append('+').append(partners.get(i).digest()).append('@');
      name.append(paste.left()).append(',').append(paste.top()).append(',');
      name.append(paste.right()).append(',').append(paste.bottom());
    }
    return name.toString();
  }
}
