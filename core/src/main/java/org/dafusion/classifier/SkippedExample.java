package org.dafusion.classifier;

import java.io.Serializable;

/**
 * An example that took no part in a trial because its picture cannot be decoded.
 *
 * @param id of the example
 * @param reason what is wrong with the picture
 */
public record SkippedExample(String id, String reason) implements Serializable {}
