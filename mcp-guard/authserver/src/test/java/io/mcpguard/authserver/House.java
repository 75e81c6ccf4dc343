package io.mcpguard.authserver;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.mcpguard.authserver.authorize.InMemoryAuthorizationCodes;
import io.mcpguard.authserver.client.InMemoryRegisteredClients;
import io.mcpguard.authserver.client.MetadataDocuments;
import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.settings.Lifetimes;
import io.mcpguard.authserver.settings.PreRegistered;
import io.mcpguard.authserver.settings.ProtectedResource;
import io.mcpguard.authserver.settings.Registration;
import io.mcpguard.authserver.settings.Resources;
import io.mcpguard.authserver.settings.ScopeText;
import io.mcpguard.authserver.token.InMemoryRefreshFamilies;
import io.mcpguard.authserver.user.InMemoryUsers;
import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.authserver.user.User;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.jose.DpopNonces;
import io.mcpguard.jose.JwtRules;
import io.mcpguard.jose.JwtVerdict;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.jose.ProofWindow;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.oauth.DefaultScope;
import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A real authorization server on an ephemeral port, with a movable clock, one user and one agent.
 */
final class House {
  static final String PASSWORD = "correct horse battery";
  static final String REDIRECT = "http://127.0.0.1/callback";

  /** How many instances of an agent may be alive. */
  static final int INSTANCES = 10;

  /** How many proofs of one key are remembered. */
  static final int PROOFS_OF_ONE_KEY = 10;

  /** The secret of the confidential client. */
  static final String SECRET = "a-secret-of-the-operator";

  /** An origin that the operator allows. */
  static final String ALLOWED_ORIGIN = "http://localhost:6274";

  private static final String PASSWORD_HASH =
      new Passwords(new InMemoryUsers(), new SecureRandom()).hash(PASSWORD);

  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-01T12:00:00Z"));
  final SecureRandom random = new SecureRandom();
  final Providers providers = Providers.fastest(random);
  final SigningKeys tokens = SigningKeys.inMemory(Duration.ofMinutes(15), now::get, providers);

  /** Believes proofs, and knows the nonce that they must hold. */
  final ProofVerifier proofs =
      new ProofVerifier(providers, new DpopNonces(random, now::get), now::get);

  /** The key ring of the client that signs for itself. */
  final SigningKeys clientKeys = SigningKeys.inMemory(Duration.ofMinutes(15), now::get, providers);

  /** The one key of a client whose library knows no {@code kid}. */
  final ECKey namelessKey = new ECKeyGenerator(Curve.P_256).generate();

  final Books.Grants grants = new Books.Grants();
  final Books.Agents agents = new Books.Agents();
  final InMemoryRegisteredClients clients = new InMemoryRegisteredClients();
  final InMemoryUsers users = new InMemoryUsers();
  final Epoch epoch = new Epoch();
  final Map<String, Scopes> entitlements =
      new ConcurrentHashMap<>(Map.of("alice", Scopes.of("files.read", "files.write")));
  final AuthorizationServer server;
  final URI issuer;
  private final Server jetty = new Server();

  private House(Registration registration, MetadataDocuments documents, AuthorizationEvents events)
      throws Exception {
    this(registration, documents, events, BoundTokens.OPTIONAL);
  }

  private House(
      Registration registration,
      MetadataDocuments documents,
      AuthorizationEvents events,
      BoundTokens boundTokens)
      throws Exception {
    var connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    connector.open();
    issuer = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    server =
        new AuthorizationServer(
            settings(registration, boundTokens),
            new Stores(
                grants,
                agents,
                clients,
                new InMemoryRefreshFamilies(),
                new InMemoryAuthorizationCodes(now::get),
                users),
            new Keys(
                tokens, List.of(tokens), new SecretKeySpec(new byte[32], "HmacSHA256"), providers),
            new Surroundings(
                user -> entitlements.getOrDefault(user, Scopes.none()),
                clientId -> INSTANCES,
                documents,
                events,
                epoch,
                proofs,
                new ProofWindow(1_000, PROOFS_OF_ONE_KEY, now::get),
                now::get,
                random));
    users.keep(new User("alice", PASSWORD_HASH, now.get()));
    jetty.setHandler(server.handler());
    jetty.start();
  }

  static House open() throws Exception {
    return new House(Registration.OPEN, MetadataDocuments.none(), AuthorizationEvents.ignored());
  }

  static House ofBoundTokensOnly() throws Exception {
    return new House(
        Registration.OPEN,
        MetadataDocuments.none(),
        AuthorizationEvents.ignored(),
        BoundTokens.REQUIRED);
  }

  static House closedToStrangers() throws Exception {
    return new House(Registration.CLOSED, MetadataDocuments.none(), AuthorizationEvents.ignored());
  }

  static House reading(MetadataDocuments documents) throws Exception {
    return new House(Registration.CLOSED, documents, AuthorizationEvents.ignored());
  }

  static House tellingOf(AuthorizationEvents events) throws Exception {
    return new House(Registration.OPEN, MetadataDocuments.none(), events);
  }

  private AuthorizationServerSettings settings(Registration registration, BoundTokens boundTokens) {
    var catalogue = new LinkedHashMap<String, ScopeText>();
    catalogue.put("files.read", new ScopeText("Read files"));
    catalogue.put("files.write", new ScopeText("Change files"));
    catalogue.put("mail.send", new ScopeText("Send mail"));
    return new AuthorizationServerSettings(
        issuer,
        Resources.of(
                List.of(
                    new ProtectedResource(files(), "files", Scopes.of("files.read", "files.write")),
                    new ProtectedResource(mail(), "mail", Scopes.of("mail.send"))))
            .withDefault(files()),
        catalogue,
        new DefaultScope(Scopes.of("files.read")),
        Lifetimes.USUAL,
        List.of(
            new PreRegistered(
                "agent-1", "The Agent", List.of(REDIRECT), new PreRegistered.Proof.None()),
            new PreRegistered(
                "web-1",
                "The Web Agent",
                List.of("https://web.example/cb"),
                new PreRegistered.Proof.Secret(SECRET)),
            new PreRegistered(
                "signer-1",
                "The Signing Agent",
                List.of("https://signer.example/cb"),
                new PreRegistered.Proof.Keys(clientKeys.jwks())),
            new PreRegistered(
                "signer-2",
                "The Other Signing Agent",
                List.of("https://signer.example/cb"),
                new PreRegistered.Proof.Keys(new JWKSet(namelessKey).toString()))),
        registration,
        Set.of(ALLOWED_ORIGIN),
        boundTokens);
  }

  URI files() {
    return URI.create(issuer + "/mcp/files");
  }

  URI mail() {
    return URI.create(issuer + "/mcp/mail");
  }

  void pass(Duration time) {
    now.set(now.get().plus(time));
  }

  JwtVerdict verify(String accessToken, URI resource) {
    return new JwtVerifier(JwtRules.accessToken(issuer.toString()), tokens, providers, now::get)
        .verify(accessToken, resource.toString());
  }

  void close() throws Exception {
    jetty.stop();
  }
}
