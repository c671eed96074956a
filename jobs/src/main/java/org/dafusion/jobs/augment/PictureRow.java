package org.dafusion.jobs.augment;

import java.util.List;
import java.util.stream.Collectors;
import org.dafusion.augment.AugmentResult;
import org.dafusion.augment.EditPlan;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditResult.Edited;
import org.dafusion.diffusion.EditResult.Flagged;
import org.dafusion.diffusion.EditResult.Refused;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.augment.PlannedPictures.Planned;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticRow;

/** A result and what was asked for, as a row. */
final class PictureRow {
  private PictureRow() {}

  static SyntheticRow of(AugmentResult result, Planned planned, SyntheticRun run) {
    EditResult outcome = result.outcome();
    if (outcome instanceof Edited edited) {
      return row(result, planned, run, edited.image(), Status.OK, null);
    } else if (outcome instanceof Flagged flagged) {
      return row(result, planned, run, null, Status.FLAGGED, flagged.reason());
    }
    return row(result, planned, run, null, Status.REFUSED, ((Refused) outcome).reason());
  }

  private static SyntheticRow row(
      AugmentResult result,
      Planned planned,
      SyntheticRun run,
      Image image,
      Status status,
      String reason) {
    List<EditPlan> edits = result.edits();
    EditPlan last = edits.isEmpty() ? null : edits.get(edits.size() - 1);
    return new SyntheticRow(
        result.id(),
        run.id(),
        planned.sourceId(),
        planned.repeat(),
        planned.label(),
        planned.className(),
        last == null ? 0 : last.intensity(),
        run.method().name(),
        edits.stream().map(EditPlan::method).collect(Collectors.joining(", ")),
        last == null ? "" : last.prompt(),
        last == null ? 0 : last.guidanceScale(),
        run.augment().steps(),
        run.augment().scheduler(),
        planned.seed(),
        result.resamples(),
        run.modelDigest(),
        image == null ? null : ImageEncoder.png(image),
        image == null ? null : fileName(result.id()),
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
