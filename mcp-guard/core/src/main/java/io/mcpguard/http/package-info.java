/**
 * Outbound HTTP: which addresses may be dialled, and a lean blocking HTTP/1.1 client (RFC 9110, RFC
 * 9112) that dials exactly the address that was checked.
 *
 * <p>In: a checked {@link io.mcpguard.http.Destination}, a head the guard wrote itself, a body, a
 * deadline. Out: a strictly framed {@link io.mcpguard.http.Http1Response}, or an {@link
 * io.mcpguard.http.Http1Failure} that says whether a byte was written. Never: follows a redirect,
 * repeats a request of which a byte was written, copies a header nobody named, waits without a
 * deadline.
 */
@NullMarked
package io.mcpguard.http;

import org.jspecify.annotations.NullMarked;
