/**
 * Programs nobody here wrote, and attacks, against the guard as it runs.
 *
 * <p>In: the official conformance suite, third-party clients and tool servers by npm at exact
 * versions, and the fixtures of the test kit. Out: verdicts, check by check. Never: a result that
 * was written down beforehand; a guard with a switch that its users do not have.
 */
@NullMarked
package io.mcpguard.conformance;

import org.jspecify.annotations.NullMarked;
