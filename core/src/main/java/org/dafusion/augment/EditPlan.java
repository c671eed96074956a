package org.dafusion.augment;

/**
 * One edit that a method wants, before any picture is touched.
 *
 * @param method name of the method's block; of a composition, the member's
 * @param prompt what the result should show
 * @param negativePrompt what it should not show
 * @param intensity how much is done anew, above 0 to 1
 * @param guidanceScale weight of the prompt
 * @param seed of the edit's noise
 * @param mask which part is done anew
 */
public record EditPlan(
    String method,
    String prompt,
    String negativePrompt,
    double intensity,
    double guidanceScale,
    long seed,
    MaskChoice mask) {}
