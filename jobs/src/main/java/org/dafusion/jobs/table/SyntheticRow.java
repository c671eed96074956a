package org.dafusion.jobs.table;

/**
 * A row of {@link SyntheticTable}: one image that a method made from a real one.
 *
 * @param id unique within the run, from {@link SyntheticTable#id}
 * @param run digest of the settings that shaped the row, the method's block included
 * @param sourceId {@code id} of the real image in {@link ExamplesTable}
 * @param repeat which of the source's images this is, from 0
 * @param label index of the class
 * @param className name of the class, column {@code class}
 * @param intensity how far the source was noised, from 0 to 1; of a chain, in its last edit; 0
 *     where the image is the unchanged source
 * @param augmentation name of the method's block in the configuration, such as {@code
 *     real-guidance}
 * @param member names of the blocks whose edits were applied, in order, joined by {@code ", "}: the
 *     method's own, or of a composition those that it is made of
 * @param prompt text that guided the image, in its last edit
 * @param guidanceScale weight of that prompt
 * @param steps denoising steps of a whole trajectory
 * @param scheduler name of the sampler
 * @param seed of everything random about the row
 * @param resamples how often it was begun anew because the safety checker objected
 * @param model digest of the model folder
 * @param image PNG bytes; null unless {@code status} is {@code OK}
 * @param path file name that goes with the bytes
 * @param width pixels; null unless {@code status} is {@code OK}
 * @param height pixels; null unless {@code status} is {@code OK}
 * @param reason why the row is not {@code OK}; null if it is
 */
public record SyntheticRow(
    String id,
    String run,
    String sourceId,
    int repeat,
    long label,
    String className,
    double intensity,
    String augmentation,
    String member,
    String prompt,
    double guidanceScale,
    int steps,
    String scheduler,
    long seed,
    int resamples,
    String model,
    byte[] image,
    String path,
    Integer width,
    Integer height,
    Status status,
    String reason) {}
