/**
 * What tests need around the guard: tool servers of our own, clients, a person at a browser, a
 * clock that moves when told.
 *
 * <p>In: loopback connections and what a test scripts. Out: what was received, byte for byte, and
 * answers as scripted. Never: code of the guard, which is tested from outside; an address other
 * than loopback; a port that was chosen beforehand.
 */
@NullMarked
package io.mcpguard.testkit;

import org.jspecify.annotations.NullMarked;
