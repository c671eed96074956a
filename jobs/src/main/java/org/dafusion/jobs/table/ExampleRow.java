package org.dafusion.jobs.table;

/**
 * A row of {@link ExamplesTable}: a labelled image as it was found.
 *
 * @param id the file's path inside the data set, such as {@code "train/ant/0007.jpg"}
 * @param run digest of the settings that shaped the table
 * @param dataset name of the data set
 * @param part {@code train}, {@code validation} or {@code test}
 * @param label index of the class
 * @param className name of the class, column {@code class}
 * @param width pixels after orientation; null unless {@code status} is {@code OK}
 * @param height pixels after orientation; null unless {@code status} is {@code OK}
 * @param image the file's own bytes; null unless {@code status} is {@code OK}
 * @param mask where the object is, an eight-bit grey PNG of the image's size: 255 on the object, 0
 *     elsewhere; null where none is known
 * @param maskPath the file that the mask came from; null without a mask, and where annotations told
 *     it
 * @param caption what the image shows, in words; null where nobody said
 * @param cluster name of the group that it was taken in, such as a place; null where none is known
 * @param path the file that the bytes came from
 * @param reason why the row is not {@code OK}; null if it is
 */
public record ExampleRow(
    String id,
    String run,
    String dataset,
    String part,
    long label,
    String className,
    Integer width,
    Integer height,
    byte[] image,
    byte[] mask,
    String maskPath,
    String caption,
    String cluster,
    String path,
    Status status,
    String reason) {}
