package org.dafusion.augment;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditResult.Edited;
import org.dafusion.diffusion.EditResult.Flagged;
import org.dafusion.diffusion.EditResult.Refused;

/**
 * Makes the pictures that are asked for with one method. The edits of a chain follow each other,
 * and a picture that the safety checker flags is begun anew with other noise, a limited number of
 * times; all of them share the editor's batch with whatever else is in work. A picture depends on
 * its request alone.
 */
public final class Augmenter implements Iterator<AugmentResult> {
  /** Results that need no edit are held back, but not without limit. */
  private static final int HELD = 64;

  private final GenerativeAugmentation augmentation;
  private final int resamples;
  private final int maskGrow;
  private final Iterator<AugmentRequest> requests;
  private final Iterator<EditResult> results;
  private final Queue<EditRequest> next = new ArrayDeque<>();
  private final Map<String, Attempt> inWork = new HashMap<>();
  private final Queue<AugmentResult> finished = new ArrayDeque<>();

  /**
   * Begins nothing yet.
   *
   * @param settings growth of masks and number of resamples
   * @param requests pulled as room in the editor's batch permits
   * @param editor makes results from requests, as {@link org.dafusion.diffusion.ImageToImage#edit};
   *     asks its requests again for more after they said that there are none, because the next edit
   *     of a chain is known only once the one before it is done
   */
  public Augmenter(
      GenerativeAugmentation augmentation,
      AugmentSettings settings,
      Iterator<AugmentRequest> requests,
      Function<Iterator<EditRequest>, Iterator<EditResult>> editor) {
    this.augmentation = augmentation;
    this.resamples = settings.resamples();
    this.maskGrow = settings.maskGrow();
    this.requests = requests;
    this.results = editor.apply(new Edits());
  }

  @Override
  public boolean hasNext() {
    while (finished.isEmpty() && results.hasNext()) {
      take(results.next());
    }
    return !finished.isEmpty();
  }

  @Override
  public AugmentResult next() {
    if (!hasNext()) {
      throw new NoSuchElementException("All pictures are made");
    }
    return finished.remove();
  }

  private void begin(AugmentRequest request) {
    List<EditPlan> edits = augmentation.plan(request);
    Optional<EditPlan> unmasked =
        edits.stream()
            .filter(edit -> edit.mask() != MaskChoice.NONE && request.object() == null)
            .findFirst();
    if (unmasked.isPresent()) {
      String reason =
          "the method %s repaints the %s alone, and the image has no mask"
              .formatted(unmasked.get().method(), unmasked.get().mask().word());
      finished.add(new AugmentResult(edits, 0, new Refused(request.id(), reason)));
    } else if (edits.isEmpty()) {
      Edited unchanged = new Edited(request.id(), request.source());
      finished.add(new AugmentResult(edits, 0, unchanged));
    } else {
      ask(Attempt.first(request, edits));
    }
  }

  private void ask(Attempt attempt) {
    inWork.put(attempt.id(), attempt);
    next.add(attempt.toRequest(maskGrow));
  }

  private void take(EditResult result) {
    Attempt attempt = inWork.remove(result.id());
    String id = attempt.request().id();
    if (result instanceof Edited edited) {
      if (attempt.isLast()) {
        finish(attempt, new Edited(id, edited.image()));
      } else {
        ask(attempt.then(edited.image()));
      }
    } else if (result instanceof Flagged flagged) {
      if (attempt.number() < resamples) {
        ask(attempt.again());
      } else {
        finish(attempt, new Flagged(id, flagged.reason() + samples(attempt)));
      }
    } else if (result instanceof Refused refused) {
      finish(attempt, new Refused(id, refused.reason()));
    }
  }

  private static String samples(Attempt last) {
    return last.number() == 0 ? "" : ", in each of %d samples".formatted(last.number() + 1);
  }

  private void finish(Attempt attempt, EditResult outcome) {
    finished.add(new AugmentResult(attempt.edits(), attempt.number(), outcome));
  }

  /** What the editor works on: pictures that were begun come before new ones. */
  private final class Edits implements Iterator<EditRequest> {
    @Override
    public boolean hasNext() {
      while (next.isEmpty() && finished.size() < HELD && requests.hasNext()) {
        begin(requests.next());
      }
      return !next.isEmpty();
    }

    @Override
    public EditRequest next() {
      if (!hasNext()) {
        throw new NoSuchElementException("All edits known by now are asked for");
      }
      return next.remove();
    }
  }
}
