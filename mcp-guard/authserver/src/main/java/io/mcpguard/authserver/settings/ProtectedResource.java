package io.mcpguard.authserver.settings;

import io.mcpguard.oauth.Scopes;
import java.net.URI;

/**
 * Something tokens are for: an MCP endpoint of the guard.
 *
 * @param uri its canonical URI, the {@code aud} of its tokens (RFC 8707 §2)
 * @param name what a person calls it
 * @param scopes the scopes that mean something there
 */
public record ProtectedResource(URI uri, String name, Scopes scopes) {}
