package org.dafusion.jobs.stage;

import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditResult.Edited;
import org.dafusion.diffusion.EditResult.Flagged;
import org.dafusion.diffusion.EditResult.Refused;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.stage.PlannedPictures.Planned;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticRow;

/** A result and what was asked for, as a row. */
final class PictureRow {
  private PictureRow() {}

  static SyntheticRow of(EditResult result, Planned planned, SyntheticRun run) {
    if (result instanceof Edited edited) {
      return row(planned, run, edited.image(), Status.OK, null);
    } else if (result instanceof Flagged flagged) {
      return row(planned, run, null, Status.FLAGGED, flagged.reason());
    }
    return row(planned, run, null, Status.REFUSED, ((Refused) result).reason());
  }

  private static SyntheticRow row(
      Planned planned, SyntheticRun run, Image image, Status status, String reason) {
    EditRequest request = planned.request();
    return new SyntheticRow(
        request.id(),
        run.id(),
        request.sourceId(),
        planned.repeat(),
        planned.label(),
        planned.className(),
        request.strength(),
        run.method().name(),
        request.prompt(),
        request.guidanceScale(),
        run.augment().steps(),
        run.augment().scheduler(),
        request.seed(),
        run.modelDigest(),
        image == null ? null : ImageEncoder.png(image),
        image == null ? null : fileName(request.id()),
        image == null ? null : image.width(),
        image == null ? null : image.height(),
        status,
        reason);
  }

  /** {@code train/ant/0007.jpg#3} as {@code train/ant/0007-3.png}. */
  private static String fileName(String id) {
    int repeat = id.lastIndexOf('#');
    String source = id.substring(0, repeat).replaceFirst("\\.[A-Za-z]+$", "");
    return source + "-" + id.substring(repeat + 1) + ".png";
  }
}
