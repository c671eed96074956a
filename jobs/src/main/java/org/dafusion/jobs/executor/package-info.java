/**
 * What an executor JVM holds while tasks come and go: which device a task uses, and the models
 * loaded for it. The package does not know the tables. Start reading at {@link
 * org.dafusion.jobs.executor.TaskDevice}.
 */
package org.dafusion.jobs.executor;
