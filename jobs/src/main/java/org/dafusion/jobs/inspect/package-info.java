/**
 * The stage {@code inspect}: what a model folder or one table holds, as text and a contact sheet.
 * It changes neither, and does not know how what it finds there was made.
 *
 * <p>Start with {@link org.dafusion.jobs.inspect.InspectStage}, which tells the two apart; {@code
 * ModelContents} describes the one and {@code TableContents} the other.
 */
package org.dafusion.jobs.inspect;
