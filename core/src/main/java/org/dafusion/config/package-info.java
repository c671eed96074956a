/**
 * Layers the reference configuration, an experiment's file and {@code key=value} overrides, and
 * refuses what it does not understand: unknown keys, wrong types and broken rules, all at once and
 * with the line they stand on. It knows no setting by name; every settings record reads and checks
 * its own. Start with {@link org.dafusion.config.ExperimentConfig}, then {@link
 * org.dafusion.config.Rules}.
 *
 * <p>The library's own {@code Config.checkValid} is not used because it accepts a misspelt key and
 * silently keeps the default.
 */
package org.dafusion.config;
