package org.dafusion.pretrain;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.ImageToImage;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.MaskBlend;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.image.Image;
import org.dafusion.random.Seeds;
import org.dafusion.report.ContactSheet;
import org.dafusion.schedule.SchedulerKind;

/**
 * Text to image by the weights in place: a row for each prompt, always from the same noise.
 *
 * @param size side of a picture in pixels
 */
record SampleSheet(
    StableDiffusion model, DiffusionRecipe.Preview settings, int size, List<String> prompts) {
  /** Prompts, where none are given. */
  static final int ROWS = 6;

  /** In the place of a picture that did not come out. */
  private static final Image BLACK = new Image(1, 1, new byte[Image.CHANNELS]);

  private static final int TILE = 96;
  private static final int BATCH = 8;

  Image draw() {
    model.textEncoder().forget();
    try {
      return ContactSheet.of(List.copyOf(tiles().values()), settings.images(), TILE);
    } finally {
      model.textEncoder().forget();
    }
  }

  private Map<String, ContactSheet.Tile> tiles() {
    EditSettings edit =
        new EditSettings(
            SchedulerKind.DPM_SOLVER_PLUS_PLUS,
            settings.steps(),
            BATCH,
            size,
            size,
            MaskBlend.NEXT);
    Map<String, ContactSheet.Tile> tiles = new TreeMap<>();
    Iterator<EditResult> results =
        new ImageToImage(model, edit, LearnedTokens.NONE).edit(requests().iterator());
    while (results.hasNext()) {
      EditResult result = results.next();
      String prompt = prompts.get(Integer.parseInt(result.id().substring(0, 4)));
      tiles.put(
          result.id(),
          result instanceof EditResult.Edited edited
              ? new ContactSheet.Tile(edited.image(), prompt)
              : new ContactSheet.Tile(BLACK, "refused"));
    }
    return tiles;
  }

  /** Their ids are in the order of the sheet. */
  private List<EditRequest> requests() {
    List<EditRequest> requests = new ArrayList<>();
    for (int row = 0; row < prompts.size(); row++) {
      for (int column = 0; column < settings.images(); column++) {
        String id = String.format(Locale.ROOT, "%04d %04d", row, column);
        requests.add(
            EditRequest.fromNoise(
                id, prompts.get(row), "", settings.guidanceScale(), Seeds.derive(0, id)));
      }
    }
    return requests;
  }
}
