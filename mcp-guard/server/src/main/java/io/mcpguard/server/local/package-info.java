/**
 * Unix domain sockets that the user of the guard alone can open.
 *
 * <p>In: a path in the data directory. Out: connections of other processes of the same user, so
 * many at a time. Never: listens on TCP, or looks at what is said.
 */
@NullMarked
package io.mcpguard.server.local;

import org.jspecify.annotations.NullMarked;
