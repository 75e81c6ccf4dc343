/**
 * The OAuth 2.1 authorization server that ships with the proxy.
 *
 * <p>In: settings, stores, keys. Out: one Jetty handler that answers under {@code /oauth} and
 * {@code /.well-known}. Never: sees an MCP message.
 */
@NullMarked
package io.mcpguard.authserver;

import org.jspecify.annotations.NullMarked;
