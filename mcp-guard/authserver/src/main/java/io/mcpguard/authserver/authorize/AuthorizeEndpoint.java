package io.mcpguard.authserver.authorize;

import io.mcpguard.agents.Agent;
import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.authserver.authorize.AuthorizationRequests.Reading;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.client.ClientDirectory;
import io.mcpguard.authserver.client.RedirectUri;
import io.mcpguard.authserver.client.Secrets;
import io.mcpguard.authserver.session.Session;
import io.mcpguard.authserver.session.Sessions;
import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.throttle.Place;
import io.mcpguard.authserver.throttle.Throttle;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.Reply;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The authorization endpoint (RFC 6749 §3.1).
 *
 * <p>The attacker makes a person open a URL of theirs. Until client and redirect URI are known to
 * belong together nothing is redirected anywhere (RFC 9700 §4.11.2): the person sees a page.
 */
public final class AuthorizeEndpoint implements Endpoint {
  private static final Duration PENDING = Duration.ofMinutes(10);
  private static final int MOST_FROM_ONE_PLACE = 300;

  private final AuthorizationServerSettings settings;
  private final ClientDirectory clients;
  private final AgentRegistry agents;
  private final Sessions sessions;
  private final PendingRequests pending;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Throttle perPlace;
  private final AuthorizationRequests requests;
  private final AuthorizationAnswers answers;

  public AuthorizeEndpoint(
      AuthorizationServerSettings settings,
      ClientDirectory clients,
      AgentRegistry agents,
      Sessions sessions,
      PendingRequests pending,
      InstantSource clock,
      SecureRandom random) {
    this.settings = settings;
    this.clients = clients;
    this.agents = agents;
    this.sessions = sessions;
    this.pending = pending;
    this.clock = clock;
    this.random = random;
    this.perPlace = new Throttle(MOST_FROM_ONE_PLACE, PENDING, clock);
    this.requests = new AuthorizationRequests(settings);
    this.answers = new AuthorizationAnswers(settings.issuer());
  }

  @Override
  public Reply answer(Call call) {
    if (!call.method().equals("GET")) {
      return Reply.wrongMethod("GET");
    }
    if (!perPlace.admits(Place.of(call.source()))) {
      return ErrorPages.tooMany();
    }
    Optional<Client> client =
        call.query().one("client_id").flatMap(id -> clients.find(id, call.source()));
    if (client.isEmpty()) {
      return ErrorPages.unknownClient();
    }
    Optional<URI> redirect = redirect(call, client.get());
    if (redirect.isEmpty()) {
      return ErrorPages.foreignRedirect();
    }
    if (isRevoked(client.get())) {
      return ErrorPages.revokedAgent();
    }
    return switch (requests.read(call.query())) {
      case Reading.Faulty(var error) ->
          fault(
              client.get(),
              redirect.get(),
              answers.error(redirect.get(), call.query().one("state").orElse(""), error));
      case Reading.Asked asked -> begin(call, client.get(), redirect.get(), asked);
    };
  }

  /** The only one registered may be left out of the request (RFC 6749 §3.1.2.3). */
  private static Optional<URI> redirect(Call call, Client client) {
    if (call.query().all("redirect_uri").isEmpty() && client.redirectUris().size() == 1) {
      return RedirectUri.acceptable(client.redirectUris().getFirst());
    }
    return call.query()
        .one("redirect_uri")
        .flatMap(asked -> RedirectUri.match(asked, client.redirectUris()));
  }

  /**
   * Only where the operator vouches for the redirect, or it stays on this machine, does a fault
   * send a browser on that nobody has used yet; whoever registered themselves wants just that (RFC
   * 9700 §4.11.2).
   */
  private static Reply fault(Client client, URI redirect, URI answer) {
    return client.origin() == Client.Origin.PRE_REGISTERED || RedirectUri.isLoopback(redirect)
        ? Reply.redirect(answer)
        : ErrorPages.fault(redirect, answer);
  }

  private boolean isRevoked(Client client) {
    return agents
        .find(client.id())
        .filter(agent -> agent.state() == Agent.State.REVOKED)
        .isPresent();
  }

  private Reply begin(Call call, Client client, URI redirect, Reading.Asked asked) {
    Sessions.Opened opened = sessions.open(call);
    String id = Secrets.id(random);
    pending.keep(
        new PendingRequest(
            id,
            opened.session().binding(),
            client,
            redirect,
            call.query().one("state").orElse(""),
            asked.scopes(),
            asked.resource(),
            asked.codeChallenge(),
            asked.key(),
            clock.instant().plus(PENDING)),
        opened.session());
    String next =
        switch (opened.session()) {
          case Session.Visitor visitor -> "/oauth/login";
          case Session.SignedIn somebody -> "/oauth/consent";
        };
    return opened.onto(Reply.redirect(settings.at(next + "?request=" + id)));
  }
}
