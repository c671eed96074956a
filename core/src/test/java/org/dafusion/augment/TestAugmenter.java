package org.dafusion.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditResult.Edited;
import org.dafusion.diffusion.EditResult.Flagged;
import org.dafusion.diffusion.EditResult.Refused;
import org.dafusion.image.Image;
import org.dafusion.image.Mask;
import org.dafusion.random.Seeds;
import org.junit.jupiter.api.Test;

/** How edits follow each other; what an edit does is made up. */
class TestAugmenter {
  private static final String[] CHAIN = {
    "augment.method.first.prompt=one",
    "augment.method.second.prompt=two",
    "augment.method.chain={type=sequential, methods=[first, second]}"
  };

  private final List<EditRequest> asked = new ArrayList<>();

  @Test
  void aChainGivesWhatOneLinkMadeToTheNext() {
    List<AugmentResult> results = run(Methods.of("chain", CHAIN), 4, this::darker, requests(1));

    assertThat(results).extracting(AugmentResult::id).containsExactly("ant/1.png#0");
    assertThat(results.get(0).edits())
        .extracting(EditPlan::method)
        .containsExactly("first", "second");
    assertThat(results.get(0).resamples()).isZero();
    assertThat(((Edited) results.get(0).outcome()).image()).isEqualTo(grey(98));
    assertThat(asked).extracting(EditRequest::prompt).containsExactly("one", "two");
    assertThat(asked).extracting(EditRequest::source).containsExactly(grey(100), grey(99));
    assertThat(asked).extracting(EditRequest::sourceId).doesNotHaveDuplicates();
    assertThat(asked)
        .extracting(EditRequest::seed)
        .containsExactly(Seeds.derive(0, "link", 0), Seeds.derive(0, "link", 1));
  }

  @Test
  void noResultIsLostWhateverTheSizeOfTheBatch() {
    for (int batch : new int[] {1, 2, 3, 7, 100}) {
      asked.clear();
      List<AugmentResult> results =
          run(Methods.of("chain", CHAIN), batch, this::darker, requests(10));

      assertThat(results)
          .extracting(AugmentResult::id)
          .containsExactlyInAnyOrderElementsOf(
              requests(10).stream().map(AugmentRequest::id).toList());
      assertThat(results).allMatch(r -> ((Edited) r.outcome()).image().equals(grey(98)));
      assertThat(asked).hasSize(20);
    }
  }

  @Test
  void picturesThatWereBegunComeBeforeNewOnes() {
    run(Methods.of("chain", CHAIN), 1, this::darker, requests(3));

    assertThat(asked)
        .extracting(EditRequest::prompt)
        .containsExactly("one", "two", "one", "two", "one", "two");
  }

  @Test
  void whatIsFlaggedIsBegunAnewWithOtherNoiseAndTheSamePlan() {
    List<AugmentResult> results =
        run(
            Methods.of("real-guidance"),
            4,
            edit -> asked.size() < 3 ? flag(edit) : darker(edit),
            requests(1));

    assertThat(results.get(0).outcome()).isInstanceOf(Edited.class);
    assertThat(results.get(0).resamples()).isEqualTo(2);
    assertThat(asked)
        .extracting(EditRequest::seed)
        .containsExactly(0L, Seeds.derive(0, "resample", 1), Seeds.derive(0, "resample", 2));
    assertThat(asked).extracting(EditRequest::strength).containsOnly(asked.get(0).strength());
    assertThat(asked).extracting(EditRequest::source).containsOnly(grey(100));
  }

  @Test
  void whatIsAlwaysFlaggedEnds() {
    List<AugmentResult> results = run(Methods.of("real-guidance"), 3, this::flag, requests(5));

    assertThat(asked).hasSize(5 * 5);
    assertThat(asked).extracting(EditRequest::seed).doesNotHaveDuplicates();
    assertThat(results)
        .hasSize(5)
        .allMatch(result -> result.resamples() == 4)
        .extracting(result -> ((Flagged) result.outcome()).reason())
        .containsOnly("unsafe, in each of 5 samples");
  }

  @Test
  void withoutResamplesTheFirstFlagStands() {
    List<AugmentResult> results =
        run(Methods.of("real-guidance"), 3, this::flag, requests(2), "augment.resamples=0");

    assertThat(asked).hasSize(2);
    assertThat(results)
        .extracting(result -> ((Flagged) result.outcome()).reason())
        .containsExactly("unsafe", "unsafe");
  }

  @Test
  void aChainWhoseSecondLinkIsFlaggedBeginsAnewAsAWhole() {
    List<AugmentResult> results =
        run(
            Methods.of("chain", CHAIN),
            2,
            edit -> edit.prompt().equals("two") && asked.size() == 2 ? flag(edit) : darker(edit),
            requests(1));

    assertThat(asked).extracting(EditRequest::prompt).containsExactly("one", "two", "one", "two");
    assertThat(asked).extracting(EditRequest::seed).doesNotHaveDuplicates();
    assertThat(asked)
        .extracting(EditRequest::sourceId)
        .startsWith("ant/1.png")
        .element(2)
        .isEqualTo("ant/1.png");
    assertThat(((Edited) results.get(0).outcome()).image()).isEqualTo(grey(98));
    assertThat(results.get(0).resamples()).isEqualTo(1);
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    List<AugmentResult> results =
        run(
            Methods.of("chain", CHAIN),
            2,
            edit -> new Refused(edit.id(), "not finite"),
            requests(2));

    assertThat(asked).hasSize(2);
    assertThat(results)
        .extracting(AugmentResult::outcome)
        .containsExactlyInAnyOrder(
            new Refused("ant/1.png#0", "not finite"), new Refused("ant/1.png#1", "not finite"));
  }

  @Test
  void whereNoLinkIsAppliedTheSourceIsTheResult() {
    List<AugmentResult> results =
        run(
            Methods.of(
                "never",
                "augment.method.never={type=sequential, methods=[real-guidance], probabilities=[0]}"),
            2,
            this::flag,
            requests(200));

    assertThat(asked).isEmpty();
    assertThat(results).hasSize(200).allMatch(result -> result.edits().isEmpty());
    assertThat(results).allMatch(result -> ((Edited) result.outcome()).image().equals(grey(100)));
  }

  @Test
  void anImageWithoutAMaskIsRefusedAndTheOthersGoOn() {
    Mask object = dot();
    List<AugmentRequest> requests =
        List.of(
            Methods.request("ant/1.png#0", 0, null),
            Methods.request("ant/1.png#1", 1, object),
            Methods.request("ant/1.png#2", 2, null));

    List<AugmentResult> results =
        run(
            Methods.of("real-guidance", "augment.method.real-guidance.mask=object"),
            2,
            this::darker,
            requests,
            "augment.mask-grow=3");

    assertThat(results).hasSize(3);
    assertThat(results.stream().filter(r -> r.outcome() instanceof Refused))
        .extracting(AugmentResult::id)
        .containsExactlyInAnyOrder("ant/1.png#0", "ant/1.png#2");
    assertThat(
            results.stream()
                .filter(r -> r.outcome() instanceof Refused)
                .map(r -> ((Refused) r.outcome()).reason()))
        .containsOnly(
            "the method real-guidance repaints the object alone, and the image has no mask");
    assertThat(asked).extracting(EditRequest::repaint).containsExactly(object.grown(3));
  }

  @Test
  void theBackgroundIsWhatTheGrownObjectLeaves() {
    Mask object = dot();

    assertThat(MaskChoice.BACKGROUND.repaint(object, 3)).isEqualTo(object.grown(3).inverted());
    assertThat(MaskChoice.BACKGROUND.repaint(object, 3).value(6, 6)).isZero();
    assertThat(MaskChoice.BACKGROUND.repaint(object, 3).value(7, 7)).isEqualTo(255);
    assertThat(MaskChoice.OBJECT.repaint(object, 1)).isEqualTo(object);
    assertThat(MaskChoice.NONE.repaint(null, 3)).isNull();
  }

  /** An object of one pixel at (5, 5). */
  private static Mask dot() {
    byte[] values = new byte[16 * 16];
    values[5 * 16 + 5] = (byte) 255;
    return new Mask(16, 16, values);
  }

  private static List<AugmentRequest> requests(int count) {
    return LongStream.range(0, count).mapToObj(Methods::request).toList();
  }

  private List<AugmentResult> run(
      GenerativeAugmentation method,
      int batch,
      Function<EditRequest, EditResult> edit,
      List<AugmentRequest> requests,
      String... overrides) {
    List<AugmentResult> results = new ArrayList<>();
    new Augmenter(
            method,
            Methods.augment(overrides),
            requests.iterator(),
            edits -> new Editor(edits, batch, edit))
        .forEachRemaining(results::add);
    return results;
  }

  private EditResult darker(EditRequest request) {
    return new Edited(request.id(), grey((request.source().rgb()[0] & 0xff) - 1));
  }

  private EditResult flag(EditRequest request) {
    return new Flagged(request.id(), "unsafe");
  }

  private static Image grey(int level) {
    byte[] rgb = new byte[16 * 16 * Image.CHANNELS];
    Arrays.fill(rgb, (byte) level);
    return new Image(16, 16, rgb);
  }

  /** Keeps a batch full, and ends the latest of it first. */
  private final class Editor implements Iterator<EditResult> {
    private final Iterator<EditRequest> requests;
    private final int batch;
    private final Function<EditRequest, EditResult> edit;
    private final List<EditRequest> active = new ArrayList<>();

    Editor(Iterator<EditRequest> requests, int batch, Function<EditRequest, EditResult> edit) {
      this.requests = requests;
      this.batch = batch;
      this.edit = edit;
    }

    @Override
    public boolean hasNext() {
      while (active.size() < batch && requests.hasNext()) {
        active.add(requests.next());
        asked.add(active.get(active.size() - 1));
      }
      return !active.isEmpty();
    }

    @Override
    public EditResult next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return edit.apply(active.remove(active.size() - 1));
    }
  }
}
