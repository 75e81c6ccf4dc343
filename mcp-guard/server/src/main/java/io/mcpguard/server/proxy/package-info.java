/**
 * The running proxy: makes the guard, the authorization server and the listener from a
 * configuration.
 *
 * <p>In: a configuration that was read and checked. Out: {@link
 * io.mcpguard.server.proxy.GuardServer}. Never: decides a call, or reads a file outside the data
 * directory.
 */
@NullMarked
package io.mcpguard.server.proxy;

import org.jspecify.annotations.NullMarked;
