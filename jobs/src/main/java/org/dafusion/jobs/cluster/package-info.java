/**
 * How a job sits on its cluster: which settings of Spark would harm it, which of its stages ask for
 * GPUs, what its devices did and what that cost, and what Spark's own pages and metrics show of it.
 * It knows no table and no stage by name. Start with {@link
 * org.dafusion.jobs.cluster.UnsafeSettings} and {@link org.dafusion.jobs.cluster.WorkMeters}.
 */
package org.dafusion.jobs.cluster;
