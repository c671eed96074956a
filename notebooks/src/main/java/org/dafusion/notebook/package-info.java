/**
 * A Jupyter kernel for Java: <a href="https://github.com/dflib/jjava">JJava</a>'s library speaks
 * Jupyter's protocol, the JDK's JShell runs the cells in this process, which is a Spark
 * application. It does not know what the notebooks are about, nor how charts are drawn.
 *
 * <p>JJava's own Java kernel starts a plain Java, to which class path, flags and Spark's settings
 * would have to be told again. On its library alone the kernel is an application that {@code
 * spark-submit} starts, with all that the jobs have. Cells find the same {@code display} and {@code
 * render} as in JJava.
 *
 * <p>Start with {@link org.dafusion.notebook.JavaKernel}.
 */
package org.dafusion.notebook;
