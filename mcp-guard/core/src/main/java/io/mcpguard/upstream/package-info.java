/**
 * Connections to MCP servers, behind one seam: Streamable HTTP and stdio children.
 *
 * <p>In: the bytes of one JSON-RPC message and the few headers the guard itself writes. Out: an
 * {@link io.mcpguard.upstream.UpstreamReply}: one JSON answer, a stream of events, a receipt, a
 * refusal of the server, or a failure that says whether a byte went out. Never: copies a header or
 * an environment variable nobody named, repeats a message, throws for what a server did.
 */
@NullMarked
package io.mcpguard.upstream;

import org.jspecify.annotations.NullMarked;
