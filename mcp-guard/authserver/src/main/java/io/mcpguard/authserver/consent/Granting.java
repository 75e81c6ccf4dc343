package io.mcpguard.authserver.consent;

import io.mcpguard.agents.Agent;
import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.authserver.authorize.AuthorizationCodes;
import io.mcpguard.authserver.authorize.CodeBinding;
import io.mcpguard.authserver.authorize.PendingRequest;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.client.ClientDirectory;
import io.mcpguard.authserver.client.Secrets;
import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.session.Session;
import io.mcpguard.authserver.settings.InstanceLimits;
import io.mcpguard.authserver.settings.Lifetimes;
import io.mcpguard.authserver.token.RefreshFamilies;
import io.mcpguard.authserver.user.Users;
import io.mcpguard.delegation.Grant;
import io.mcpguard.delegation.GrantBook;
import io.mcpguard.oauth.Scopes;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/** Turns a consent into a grant and a code for it; the grant is durable before the code exists. */
public final class Granting {
  private final GrantBook grants;
  private final AgentRegistry agents;
  private final Users users;
  private final ClientDirectory clients;
  private final AuthorizationCodes codes;
  private final AuthorizationEvents events;
  private final LiveInstances instances;
  private final Lifetimes lifetimes;
  private final InstantSource clock;
  private final SecureRandom random;

  /** Two consents at once must not both take the last place. */
  private final ReentrantLock placing = new ReentrantLock();

  public Granting(
      GrantBook grants,
      AgentRegistry agents,
      Users users,
      ClientDirectory clients,
      AuthorizationCodes codes,
      AuthorizationEvents events,
      InstanceLimits limits,
      RefreshFamilies families,
      Lifetimes lifetimes,
      InstantSource clock,
      SecureRandom random) {
    this.grants = grants;
    this.agents = agents;
    this.users = users;
    this.clients = clients;
    this.codes = codes;
    this.events = events;
    this.instances = new LiveInstances(grants, families, limits, lifetimes);
    this.lifetimes = lifetimes;
    this.clock = clock;
    this.random = random;
  }

  /** What came of a consent. */
  sealed interface Given {
    /** A grant was made; this is the code for it. */
    record Code(String value) implements Given {}

    /** The agent has as many live instances as it may. */
    record Crowded() implements Given {}

    /** The user was removed meanwhile. */
    record UserGone() implements Given {}

    /** The agent was shut off meanwhile. */
    record AgentRevoked() implements Given {}

    /** The consent could not be put on record, so it came to nothing. */
    record Unrecorded() implements Given {}
  }

  /** Makes the grant that was consented to, if it may be. */
  Given grant(PendingRequest request, Session.SignedIn session, Scopes scopes, GrantEnd end) {
    Instant now = clock.instant();
    Client client = request.client();
    var grant =
        new Grant(
            Secrets.id(random),
            Secrets.id(random),
            session.user(),
            client.id(),
            request.resource().uri().toString(),
            scopes.tokens(),
            now,
            end.after(now));
    placing.lock();
    try {
      if (instances.areAsManyAsMayBe(client.id(), now)) {
        return new Given.Crowded();
      }
      if (enrolled(client, now).state() != Agent.State.ACTIVE) {
        return new Given.AgentRevoked();
      }
      clients.used(client, now);
      grants.record(grant);
      // Whoever removes a user does so before they revoke: one of the two sees the other.
      if (users.find(session.user()).isEmpty()) {
        grants.revoke(grant.id());
        return new Given.UserGone();
      }
    } finally {
      placing.unlock();
    }
    if (!events.granted(grant)) {
      grants.revoke(grant.id());
      return new Given.Unrecorded();
    }
    return new Given.Code(code(request, session, grant.id()));
  }

  private Agent enrolled(Client client, Instant now) {
    return agents.enrol(
        new Agent(client.id(), client.name(), client.origin().word(), now, Agent.State.ACTIVE));
  }

  private String code(PendingRequest request, Session.SignedIn session, String grantId) {
    String code = Secrets.fresh(random);
    codes.keep(
        Secrets.digest(code),
        new CodeBinding(
            grantId,
            request.client().id(),
            request.redirectUri(),
            request.codeChallenge(),
            request.key(),
            request.resource().uri(),
            session.since(),
            session.method(),
            clock.instant().plus(lifetimes.code())));
    return code;
  }
}
