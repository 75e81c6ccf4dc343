/**
 * The proxy as a program.
 *
 * <p>In: a configuration file. Out: a running guard. Never: decides a call; that is {@code core}.
 */
@NullMarked
package io.mcpguard.server;

import org.jspecify.annotations.NullMarked;
