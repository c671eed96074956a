/**
 * Draws what a run made so that a person can look at it. It does not know how pictures or numbers
 * were made. Start with {@link org.dafusion.report.ContactSheet}.
 *
 * <p>Captions have dot-matrix letters of our own because AWT's text needs fontconfig and a font
 * file, which slim Java images lack, and looks different wherever it is there.
 */
package org.dafusion.report;
