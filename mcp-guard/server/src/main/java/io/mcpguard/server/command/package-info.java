/**
 * The command line.
 *
 * <p>In: arguments. Out: text or JSON on the standard streams, and an exit code: 0 done, 1 the
 * answer is no, 2 wrong usage or configuration, 3 something it needs is unreachable. Never: decides
 * anything itself.
 */
@NullMarked
package io.mcpguard.server.command;

import org.jspecify.annotations.NullMarked;
