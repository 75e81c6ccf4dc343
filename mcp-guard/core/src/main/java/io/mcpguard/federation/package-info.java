/**
 * All upstreams that a caller may see, as one server.
 *
 * <p>In: a stateless request at the federated endpoint. Out: the answer of the one upstream that it
 * is about, or of all of them together, with names and URIs that tell them apart. Never: decides;
 * what goes to an upstream is a request at that upstream and takes the guard's whole way.
 */
@NullMarked
package io.mcpguard.federation;

import org.jspecify.annotations.NullMarked;
