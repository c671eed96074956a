package org.dafusion.jobs.pictures;

import java.util.List;
import org.dafusion.augment.MethodSettings;
import org.dafusion.data.FewShotSplit;
import org.dafusion.diffusion.SafetyCheck;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.table.Workspace;

/**
 * Names the runs of pictures and tokens that settings lead to, whether they are there or not.
 *
 * @param examples run of the real images
 * @param modelDigest of the model folder
 * @param check of the pictures
 * @param erasures run of the erased weights; empty for none
 * @param imported digest of the imported tokens; empty where none are imported
 */
public record PictureRuns(
    PictureSettings pictures,
    String examples,
    String modelDigest,
    SafetyCheck check,
    String erasures,
    String imported) {

  /** Those for the real images of a run. */
  public static PictureRuns of(
      Workspace place,
      PictureSettings pictures,
      ModelFolder folder,
      String examples,
      List<String> classNames) {
    return of(place, pictures, folder, folder.digest(), examples, classNames);
  }

  /** The same where the folder's digest is known, which takes time for a large one. */
  public static PictureRuns of(
      Workspace place,
      PictureSettings pictures,
      ModelFolder folder,
      String digest,
      String examples,
      List<String> classNames) {
    return new PictureRuns(
        pictures,
        examples,
        digest,
        pictures.model().check(folder),
        ErasedUnets.identity(pictures.eraseRun(digest, classNames)),
        RunTokens.imported(place, pictures));
  }

  /** The pictures of a method from a draw of images. */
  public SyntheticRun synthetic(MethodSettings method, FewShotSplit split) {
    String tokens =
        pictures.wantTokens()
            ? pictures.invertRun(examples, split, modelDigest, erasures, imported).id()
            : "";
    return pictures.syntheticRun(method, examples, modelDigest, check, tokens, erasures);
  }
}
