package org.dafusion.jobs.invert;

import java.util.List;
import java.util.Set;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.pictures.InvertRun;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.Workspace;

/**
 * The tokens that are wanted of one draw of images.
 *
 * @param run that their rows belong to
 */
record TokenDraw(InvertRun run, List<PlannedToken> tokens) {
  /** The same with those of its tokens that the table lacks. */
  TokenDraw missing(Workspace place) {
    Set<String> there = EmbeddingsTable.in(place).ids(run.id());
    return new TokenDraw(
        run, tokens.stream().filter(token -> !there.contains(token.id())).toList());
  }

  /** A token's name to people who see those of other draws beside it. */
  String name(PlannedToken token) {
    FewShotSplit split = run.split();
    return "%s (%s per class, seed %d)"
        .formatted(
            token.placeholder(), FewShotSplit.inWords(split.examplesPerClass()), split.seed());
  }
}
