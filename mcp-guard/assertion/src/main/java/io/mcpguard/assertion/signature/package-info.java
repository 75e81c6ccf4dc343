/**
 * HTTP message signatures (RFC 9421) over digests of the content (RFC 9530): for servers outside
 * the trust domain, which no assertion may reach, and for results that a server signs.
 *
 * <p>In: the parts of a request or of its answer that are signed. Out: fields to send, who signed,
 * or one closed reason why nobody did. Never: takes a component, a parameter or an algorithm that
 * it was not told of, follows a URL to a key, or repeats what it was sent.
 */
@NullMarked
package io.mcpguard.assertion.signature;

import org.jspecify.annotations.NullMarked;
