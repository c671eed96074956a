/**
 * Tests of the jar for {@code spark-submit}, which the build makes after its other tests; Failsafe
 * runs them.
 */
package org.dafusion.jobs.sparkjar;
