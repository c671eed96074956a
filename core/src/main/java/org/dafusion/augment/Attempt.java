package org.dafusion.augment;

import java.util.List;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.image.Image;
import org.dafusion.image.Mask;
import org.dafusion.random.Seeds;

/**
 * Where a picture in work is: at one edit of its chain, in one of its attempts.
 *
 * @param number of the attempt, from 0; intensities, members and guidance are the same in all of
 *     them, as upstream, so that what is flagged more often at some intensity does not become rarer
 *     there; the noise is not
 * @param link index of the edit
 * @param source picture that the edit starts from
 */
record Attempt(AugmentRequest request, List<EditPlan> edits, int number, int link, Image source) {

  static Attempt first(AugmentRequest request, List<EditPlan> edits) {
    return new Attempt(request, edits, 0, 0, request.source());
  }

  /** The next edit, of what this one made. */
  Attempt then(Image made) {
    return new Attempt(request, edits, number, link + 1, made);
  }

  /** The whole chain anew. */
  Attempt again() {
    return new Attempt(request, edits, number + 1, 0, request.source());
  }

  boolean isLast() {
    return link == edits.size() - 1;
  }

  /** Unique among all edits of a run, as the request's id is among requests. */
  String id() {
    return id(link);
  }

  private String id(int ofLink) {
    return "%s, attempt %d, edit %d".formatted(request.id(), number, ofLink);
  }

  EditRequest toRequest(int maskGrow) {
    EditPlan edit = edits.get(link);
    return new EditRequest(
        id(),
        link == 0 ? request.sourceId() : id(link - 1),
        source,
        edit.prompt(),
        edit.negativePrompt(),
        edit.intensity(),
        edit.guidanceScale(),
        number == 0 ? edit.seed() : Seeds.derive(edit.seed(), "resample", number),
        repaint(edit.mask(), maskGrow));
  }

  private Mask repaint(MaskChoice choice, int maskGrow) {
    return choice.repaint(request.object(), maskGrow);
  }
}
