/**
 * OAuth clients: who may ask, where answers may go, how they prove themselves.
 *
 * <p>In: a {@code client_id}. Out: a {@link io.mcpguard.authserver.client.Client}, from the
 * configuration, from a metadata document or from dynamic registration. Never: takes a redirect URI
 * that was not registered.
 */
@NullMarked
package io.mcpguard.authserver.client;

import org.jspecify.annotations.NullMarked;
