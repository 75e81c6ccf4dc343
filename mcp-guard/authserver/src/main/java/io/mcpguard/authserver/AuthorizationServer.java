package io.mcpguard.authserver;

import io.mcpguard.authserver.authorize.AuthorizeEndpoint;
import io.mcpguard.authserver.authorize.PendingRequests;
import io.mcpguard.authserver.client.ClientDirectory;
import io.mcpguard.authserver.consent.ConsentEndpoint;
import io.mcpguard.authserver.consent.Granting;
import io.mcpguard.authserver.login.AccountEndpoint;
import io.mcpguard.authserver.login.LoginEndpoint;
import io.mcpguard.authserver.login.OneTimeLinks;
import io.mcpguard.authserver.login.WelcomeEndpoint;
import io.mcpguard.authserver.metadata.MetadataEndpoints;
import io.mcpguard.authserver.registration.RegistrationEndpoint;
import io.mcpguard.authserver.session.Sessions;
import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.token.ClientAssertions;
import io.mcpguard.authserver.token.ClientAuthenticator;
import io.mcpguard.authserver.token.CodeGrant;
import io.mcpguard.authserver.token.IntrospectionEndpoint;
import io.mcpguard.authserver.token.LivingGrants;
import io.mcpguard.authserver.token.PresentedTokens;
import io.mcpguard.authserver.token.RefreshGrant;
import io.mcpguard.authserver.token.Revocation;
import io.mcpguard.authserver.token.RevocationEndpoint;
import io.mcpguard.authserver.token.SenderKeys;
import io.mcpguard.authserver.token.TokenEndpoint;
import io.mcpguard.authserver.token.TokenIssuer;
import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.authserver.web.Cookie;
import io.mcpguard.authserver.web.CrossOrigin;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.KnownOrigins;
import io.mcpguard.authserver.web.WebHandler;
import io.mcpguard.jose.JwtRules;
import io.mcpguard.jose.JwtVerifier;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** The authorization server, wired: one handler to mount. */
public final class AuthorizationServer {
  private final AuthorizationServerSettings settings;
  private final Stores stores;
  private final Keys keys;
  private final Surroundings around;
  private final InstantSource clock;
  private final SecureRandom random;
  private final ClientDirectory clients;
  private final Sessions sessions;
  private final Passwords passwords;
  private final OneTimeLinks links;

  public AuthorizationServer(
      AuthorizationServerSettings settings, Stores stores, Keys keys, Surroundings around) {
    this.settings = settings;
    this.stores = stores;
    this.keys = keys;
    this.around = around;
    this.clock = around.clock();
    this.random = around.random();
    this.clients = new ClientDirectory(settings.clients(), around.documents(), stores.clients());
    this.sessions =
        new Sessions(Cookie.of(settings.issuer()), settings.issuer().toString(), clock, random);
    this.passwords = new Passwords(stores.users(), random);
    this.links = new OneTimeLinks(clock, random);
  }

  /** Answers the paths of the authorization server and leaves all others to the next handler. */
  public WebHandler handler() {
    var endpoints = new HashMap<String, Endpoint>();
    new MetadataEndpoints(settings, keys.published())
        .endpoints()
        .forEach((path, endpoint) -> endpoints.put(path, new CrossOrigin(endpoint)));
    forPersons(endpoints);
    forPrograms(endpoints);
    return new WebHandler(endpoints);
  }

  /** The hash to keep for a user whom the operator adds with a password. */
  public Passwords passwords() {
    return passwords;
  }

  /** The sessions, to end those of a user whom the operator removes. */
  public Sessions sessions() {
    return sessions;
  }

  /** A URL by which a user sets a password once, to be printed for the operator only. */
  public String oneTimeLink(String user, Duration life) {
    return settings.at(links.mint(user, life)).toString();
  }

  private void forPersons(Map<String, Endpoint> endpoints) {
    var pending = new PendingRequests(clock);
    var granting =
        new Granting(
            stores.grants(),
            stores.agents(),
            stores.users(),
            clients,
            stores.codes(),
            around.events(),
            around.instances(),
            stores.families(),
            settings.lifetimes(),
            clock,
            random);
    var authorize =
        new AuthorizeEndpoint(settings, clients, stores.agents(), sessions, pending, clock, random);
    endpoints.put("/oauth/authorize", authorize);
    endpoints.put("/authorize", authorize);
    endpoints.put(
        "/oauth/login", new LoginEndpoint(settings, sessions, passwords, around.events(), clock));
    endpoints.put(
        "/oauth/consent",
        new ConsentEndpoint(settings, around.entitlements(), sessions, pending, granting));
    endpoints.put(
        "/oauth/welcome",
        new WelcomeEndpoint(settings, links, stores.users(), passwords, sessions, around.events()));
    endpoints.put("/oauth/account", new AccountEndpoint(settings, sessions));
  }

  private void forPrograms(Map<String, Endpoint> endpoints) {
    var assertions = new ClientAssertions(settings, keys.providers(), clock);
    var authenticator = new ClientAuthenticator(settings, clients, assertions, clock);
    var grants = new LivingGrants(stores.grants(), stores.agents(), stores.users(), clock);
    var issuer = new TokenIssuer(settings, keys.accessTokens(), keys.refresh(), clock, random);
    var revocation =
        new Revocation(stores.grants(), stores.families(), around.epoch(), around.events());
    var verifier =
        new JwtVerifier(
            JwtRules.accessToken(settings.issuer().toString()),
            keys.accessTokens(),
            keys.providers(),
            clock);
    var senders = new SenderKeys(settings, around.proofs(), around.window());
    var presented = new PresentedTokens(settings.resources(), verifier, issuer, grants);
    var token =
        new CrossOrigin(
            new TokenEndpoint(
                authenticator,
                senders,
                new CodeGrant(
                    stores.codes(),
                    grants,
                    stores.families(),
                    senders,
                    issuer,
                    revocation,
                    settings.resources(),
                    clock),
                new RefreshGrant(
                    grants,
                    stores.families(),
                    senders,
                    issuer,
                    revocation,
                    settings.resources(),
                    settings.lifetimes(),
                    clock)));
    var register =
        new KnownOrigins(
            new RegistrationEndpoint(
                settings.registration(), stores.clients(), around.events(), clock, random),
            settings.origins());
    endpoints.put("/oauth/token", token);
    endpoints.put("/token", token);
    endpoints.put("/oauth/register", register);
    endpoints.put("/register", register);
    endpoints.put(
        "/oauth/revoke",
        new CrossOrigin(new RevocationEndpoint(authenticator, presented, revocation)));
    endpoints.put("/oauth/introspect", new IntrospectionEndpoint(authenticator, presented));
  }
}
