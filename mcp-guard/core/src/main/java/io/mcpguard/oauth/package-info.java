/**
 * OAuth 2.0 vocabulary: scopes, credentials, challenges and metadata documents (RFC 6749, 6750,
 * 8414, 8707, 9207, 9449, 9470, 9728).
 *
 * <p>In: header lines and settings. Out: values and the exact text that goes on the wire. Never:
 * verifies a token, opens a connection, or uses a library.
 */
@NullMarked
package io.mcpguard.oauth;

import org.jspecify.annotations.NullMarked;
