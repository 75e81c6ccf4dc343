/**
 * Dynamic client registration (RFC 7591).
 *
 * <p>In: client metadata of strangers. Out: a client that is marked as such. Never: vouches for a
 * name.
 */
@NullMarked
package io.mcpguard.authserver.registration;

import org.jspecify.annotations.NullMarked;
