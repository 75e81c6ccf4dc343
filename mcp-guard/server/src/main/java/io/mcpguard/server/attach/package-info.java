/**
 * Hosts that launch {@code stdio} while a guard runs: their process hands its pipes on to that.
 *
 * <p>In: connections on a socket that the guard's own user can open, each with a {@link
 * io.mcpguard.server.attach.Hello} first. Out: the endpoint asked for, served as on pipes. Never:
 * lets in who was started with another configuration, or reads what goes through.
 */
@NullMarked
package io.mcpguard.server.attach;

import org.jspecify.annotations.NullMarked;
