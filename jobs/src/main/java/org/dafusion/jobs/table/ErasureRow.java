package org.dafusion.jobs.table;

/**
 * A row of {@link ErasuresTable}: a concept that a UNet has forgotten.
 *
 * @param run digest of the settings that shaped the weights
 * @param className the class, column {@code class}, or {@code *} for all together; also the id
 * @param concept the prompts that were erased
 * @param preset name of the recipe's block
 * @param iterations done
 * @param loss of the last of them
 * @param file of the new weights, inside the workspace; null unless {@code status} is {@code OK}
 * @param digest SHA-256 of the file; null unless {@code status} is {@code OK}
 * @param bytes size of the file; null unless {@code status} is {@code OK}
 * @param seed of the training
 * @param model digest of the folder whose weights are changed
 * @param reason why the row is not {@code OK}; null if it is
 */
public record ErasureRow(
    String run,
    String className,
    String concept,
    String preset,
    int iterations,
    double loss,
    String file,
    String digest,
    Long bytes,
    long seed,
    String model,
    Status status,
    String reason) {}
