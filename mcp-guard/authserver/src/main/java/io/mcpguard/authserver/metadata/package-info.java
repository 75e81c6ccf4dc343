/**
 * Authorization server metadata, protected resource metadata, key set (RFC 8414, 9728, 7517).
 *
 * <p>In: settings and key rings. Out: documents at every place where clients look. Never: says what
 * is not built.
 */
@NullMarked
package io.mcpguard.authserver.metadata;

import org.jspecify.annotations.NullMarked;
