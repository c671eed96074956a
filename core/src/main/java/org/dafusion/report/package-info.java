/**
 * Draws what a run made so that a person can look at it: contact sheets as pictures, charts as SVG,
 * and pages of HTML that hold both. It does not know how pictures or numbers were made, nor what
 * they mean. Start with {@link org.dafusion.report.ContactSheet} and {@link
 * org.dafusion.report.Page}.
 *
 * <p>No class needs AWT's fonts, because these need fontconfig and a font file, which slim Java
 * images lack, and look different wherever they are there: captions in pictures have dot-matrix
 * letters of our own, and charts keep their text as text, which the reader's browser draws.
 */
package org.dafusion.report;
