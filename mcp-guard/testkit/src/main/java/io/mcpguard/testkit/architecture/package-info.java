/**
 * The rules of the house for packages: who may import what.
 *
 * <p>In: one module's description and its compiled classes. Out: what breaks a rule, and what of
 * the description nothing needs. Never: knows a module; each describes itself in its {@code
 * ArchitectureTest}.
 */
@NullMarked
package io.mcpguard.testkit.architecture;

import org.jspecify.annotations.NullMarked;
