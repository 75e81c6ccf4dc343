package io.mcpguard.federation;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.identity.AgentIdentity;
import io.mcpguard.identity.Login;
import io.mcpguard.oauth.Scopes;
import java.time.Instant;

/**
 * Everything about a caller that decides what of a list it may see.
 *
 * @param method how the agent authenticated, and {@code assurance} how far that goes
 * @param consentedAt what was accepted later is out of this reader's reach
 * @param expiresAt policy may ask for it; thereby no two access tokens share what is kept
 */
record ListReader(
    String user,
    String agent,
    String instance,
    String method,
    String assurance,
    Login login,
    String grant,
    Instant consentedAt,
    Scopes held,
    Scopes grantable,
    Instant expiresAt) {

  static ListReader of(Delegated caller) {
    AgentIdentity agent = caller.principal().agent();
    return new ListReader(
        caller.principal().user(),
        agent.clientId(),
        agent.instance(),
        agent.method(),
        agent.assurance(),
        caller.principal().login(),
        caller.grant().id(),
        caller.grant().issuedAt(),
        caller.held(),
        caller.grantable(),
        caller.expiresAt());
  }
}
