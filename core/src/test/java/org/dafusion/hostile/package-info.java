/**
 * Files that were made to do harm, or that a network has damaged: each is read as a user's would
 * be, and has an outcome of its own. All are made by the tests, from seeds.
 *
 * <p>Start reading at {@link org.dafusion.hostile.HostileInput}; the tables are {@code Hostile…}.
 */
package org.dafusion.hostile;
