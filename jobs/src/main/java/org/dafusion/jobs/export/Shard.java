package org.dafusion.jobs.export;

import java.io.Serializable;

/**
 * A file of the dataset that was written.
 *
 * @param name below the dataset's folder
 * @param split that it is part of
 * @param rows in it
 * @param valueBytes about what its values take in memory
 * @param fileBytes on disk
 */
record Shard(String name, String split, long rows, long valueBytes, long fileBytes)
    implements Serializable {}
