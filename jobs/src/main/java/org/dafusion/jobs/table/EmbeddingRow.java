package org.dafusion.jobs.table;

import java.util.List;

/**
 * A row of {@link EmbeddingsTable}: a token that textual inversion taught.
 *
 * @param id {@code class/NAME} for a token of a whole class, {@code image/ID} for one of a single
 *     photo
 * @param run digest of the settings that shaped the table
 * @param label index of the class
 * @param className name of the class, column {@code class}
 * @param sourceId the only photo that the token was learned from; null for a token of a class
 * @param placeholder the token as prompts write it, such as {@code <leafy_spurge>}
 * @param vectors what it stands for, in order; null unless {@code status} is {@code OK}
 * @param initial the text whose embedding it began with; null if it was imported
 * @param images photos that it was learned from; 0 if it was imported
 * @param steps that were taken
 * @param loss of the last steps, mean; null if it was imported
 * @param losses mean loss of successive stretches of steps, as {@link
 *     org.dafusion.inversion.LossCurve} has them; null if it was imported
 * @param distance cosine distance from the initial vectors, 0 to 2; null if it was imported
 * @param seed of all draws of its training
 * @param model digest of the model folder
 * @param reason why the row is not {@code OK}; null if it is
 */
public record EmbeddingRow(
    String id,
    String run,
    long label,
    String className,
    String sourceId,
    String placeholder,
    List<float[]> vectors,
    String initial,
    int images,
    int steps,
    Double loss,
    List<Double> losses,
    Double distance,
    long seed,
    String model,
    Status status,
    String reason) {}
