package io.mcpguard.authserver.authorize;

import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.settings.ProtectedResource;
import io.mcpguard.identity.KeyBinding;
import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.time.Instant;

/**
 * An authorization request whose client and redirect URI are beyond doubt, waiting for a person.
 *
 * @param id names it in the browser
 * @param binding of the session that brought it; no other may decide it
 * @param client who asks
 * @param redirectUri where the answer goes, as asked
 * @param state to be given back unchanged; empty where there was none
 * @param scopes what is asked for, within the catalogue
 * @param resource what the tokens will be for
 * @param codeChallenge PKCE, S256
 * @param key what the code is to be bound to ({@code dpop_jkt}, RFC 9449 §10)
 * @param endsAt when it is forgotten
 */
public record PendingRequest(
    String id,
    String binding,
    Client client,
    URI redirectUri,
    String state,
    Scopes scopes,
    ProtectedResource resource,
    String codeChallenge,
    KeyBinding key,
    Instant endsAt) {}
