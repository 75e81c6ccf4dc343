package io.mcpguard.server.proxy;

import io.mcpguard.McpGuard;
import io.mcpguard.audit.LedgerJournal;
import io.mcpguard.audit.LostOutcomes;
import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.audit.RecoveryPoint;
import io.mcpguard.authn.Authentication;
import io.mcpguard.authn.GrantSource;
import io.mcpguard.authserver.AuthorizationServer;
import io.mcpguard.authserver.Keys;
import io.mcpguard.authserver.user.User;
import io.mcpguard.bridge.SessionFront;
import io.mcpguard.bridge.StatelessEndpoint;
import io.mcpguard.bridge.StatelessFront;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.federation.Federation;
import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Http1Client;
import io.mcpguard.jose.DpopNonces;
import io.mcpguard.jose.JwtRules;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.RotatingIssuer;
import io.mcpguard.jose.Sealer;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.oauth.DefaultScope;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.server.admin.AdminParts;
import io.mcpguard.server.admin.AdminSocket;
import io.mcpguard.server.admin.Administration;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.config.HostPort;
import io.mcpguard.server.config.HttpUpstream;
import io.mcpguard.server.config.Problems;
import io.mcpguard.server.config.TlsIdentity;
import io.mcpguard.server.transport.Front;
import io.mcpguard.server.transport.HostCheck;
import io.mcpguard.server.transport.McpHandler;
import io.mcpguard.storage.SqlStore;
import io.mcpguard.streamable.BodyReader;
import io.mcpguard.streamable.Challenges;
import io.mcpguard.streamable.Endpoints;
import io.mcpguard.streamable.LocalNames;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A running guard: one data directory, one configuration, one listener. */
public final class GuardServer implements AutoCloseable {
  private static final Duration BODY_TIME = Duration.ofSeconds(30);
  private static final Duration WELCOME = Duration.ofHours(1);

  /** How long a key of assertions verifies after it has stopped to sign. */
  static final Duration ASSERTION_OVERLAP = Duration.ofMinutes(10);

  private final Configuration configuration;
  private final SqlStore store;
  private final Ledger ledger;
  private final LedgerJournal journal;
  private final SigningKeys tokenKeys;
  private final SigningKeys assertionKeys;
  private final Providers providers;
  private final Http1Client http;
  private final Http1Client strangers;
  private final McpGuard guard;
  private final Sealer sealer;
  private final StatelessFront stateless;
  private final SessionFront sessions;
  private final AuthorizationServer authorizationServer;
  private final Front front;
  private final AdminSocket admin;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens the data directory and makes everything ready; {@link #start} begins to listen.
   *
   * @throws IOException when the data directory is in use or damaged, or a key cannot be read
   */
  public static GuardServer open(ConfigurationRead.Read configuration) throws IOException {
    return new GuardServer(configuration, Clock.systemUTC(), new SecureRandom());
  }

  private GuardServer(ConfigurationRead.Read read, Clock clock, SecureRandom random)
      throws IOException {
    this.configuration = read.configuration();
    DataFiles files = new DataFiles(configuration.data());
    this.store = SqlStore.open(configuration.data(), clock, random);
    this.providers = Providers.fastest(random);
    this.tokenKeys =
        SigningKeys.open(files.tokenKeys(), tokenOverlap(configuration), clock, providers);
    this.assertionKeys =
        SigningKeys.open(files.assertionKeys(), ASSERTION_OVERLAP, clock, providers);
    assertionKeys.publishTo(files.assertionJwks());
    this.ledger = Ledger.open(files.ledger(), LedgerOptions.of(logSigner(files, random), random));
    RecoveryPoint point = new RecoveryPoint(files.recoveryPoint());
    new LostOutcomes(ledger, clock).recover(point);
    this.journal = new LedgerJournal(ledger, point);
    Wiring wiring = new Wiring(read, files);
    this.http = new Http1Client(addresses(), trust());
    Epoch epoch = new Epoch();
    JwtVerifier tokens =
        new JwtVerifier(JwtRules.accessToken(wiring.issuer()), tokenKeys, providers, clock);
    this.sealer = files.sealer(random);
    ProofVerifier proofs = new ProofVerifier(providers, new DpopNonces(random, clock), clock);
    this.guard =
        new McpGuard(
            wiring.parts(
                store,
                new Authentication.Rules(
                    tokens,
                    GrantSource.RECORDED,
                    proofs,
                    configuration.authorization().boundTokens()),
                new RotatingIssuer(assertionKeys)::current,
                journal,
                http,
                epoch,
                clock,
                random,
                sealer));
    this.strangers =
        new Http1Client(
            AddressPolicy.publicOnly()
                .allowingHosts(configuration.authorization().privateMetadataHosts())
                .refusingListeners(this::listeners),
            trust());
    this.authorizationServer =
        new Authority(configuration, wiring, store)
            .server(
                new Keys(
                    tokenKeys,
                    List.of(tokenKeys, assertionKeys),
                    files.refreshKey(random),
                    providers),
                new EventLeaves(
                    journal, new Pseudonyms(store.subjectKeys()), clock, guard::forgetRevoked),
                strangers,
                epoch,
                proofs,
                clock,
                random);
    this.stateless = new StatelessFront(guard, random);
    this.sessions = new SessionFront(guard, random);
    this.front = front(wiring);
    this.admin = AdminSocket.at(files.adminSocket(), administration(clock));
  }

  private Scopes defaultScope(Upstream upstream) {
    return new DefaultScope(Scopes.of(configuration.defaultScope()))
        .at(guard.catalog().reaching(upstream.name()));
  }

  /** Begins to listen. */
  public void start() throws IOException {
    front.start();
    admin.start();
  }

  /** The port in use. */
  int port() {
    return front.port();
  }

  /** The guard itself. */
  public McpGuard guard() {
    return guard;
  }

  /** What is kept. */
  public SqlStore store() {
    return store;
  }

  /** The evidence. */
  public Ledger ledger() {
    return ledger;
  }

  /** The authorization server. */
  public AuthorizationServer authorizationServer() {
    return authorizationServer;
  }

  /** The keys of access tokens and of assertions. */
  public List<SigningKeys> signingKeys() {
    return List.of(tokenKeys, assertionKeys);
  }

  /** Which cryptographic provider signs and verifies. */
  public String cryptography() {
    return providers.description();
  }

  /** Whether calls can be recorded now. */
  public boolean isReady() {
    return journal.isReady();
  }

  /**
   * A one-time link for the first owner, when nobody can log in yet and only this machine reaches
   * the guard.
   */
  public Optional<String> welcome() {
    boolean somebody =
        store.users().names().stream()
            .flatMap(name -> store.users().find(name).stream())
            .anyMatch(User::hasPassword);
    if (somebody || !configuration.listen().isOfThisMachineAlone()) {
      return Optional.empty();
    }
    String owner = configuration.users().keySet().stream().findFirst().orElse(Wiring.OWNER);
    if (store.users().find(owner).isEmpty()) {
      store.users().keep(new User(owner, "", Clock.systemUTC().instant()));
    }
    return Optional.of(authorizationServer.oneTimeLink(owner, WELCOME));
  }

  /** The same of access tokens: their longest life, and what clocks of others may be off. */
  static Duration tokenOverlap(Configuration configuration) {
    return configuration.tokens().access().plusMinutes(2);
  }

  private Administration administration(Clock clock) {
    return new Administration(
        new AdminParts(
            store,
            journal,
            signingKeys(),
            authorizationServer.passwords(),
            new LinkedHashSet<>(configuration.upstreams().keySet()),
            new RunningGuard(guard, authorizationServer.sessions(), this::isReady),
            clock));
  }

  private Front front(Wiring wiring) throws IOException {
    boolean loopback = configuration.listen().mcp().isLoopback();
    LocalNames names =
        new LocalNames(
            configuration.listen().publicUrl(),
            configuration.allowedOrigins(),
            loopback ? LocalNames.Binding.LOOPBACK : LocalNames.Binding.BEYOND);
    McpHandler mcp =
        new McpHandler(
            new Endpoints(
                guard,
                endpoints(wiring),
                sessions,
                names,
                new BodyReader(Math.toIntExact(configuration.limits().body()), BODY_TIME),
                new Challenges(configuration.listen().publicUrl(), this::defaultScope)));
    Front.Answering answering =
        new Front.Answering(new HostCheck(guard, names), mcp, authorizationServer.handler());
    Front.Binding binding =
        new Front.Binding(
            configuration.listen().mcp().host(),
            configuration.listen().mcp().port(),
            Front.Limits.usual(Math.toIntExact(configuration.limits().headers())));
    if (!configuration.tls().isPresent()) {
      return Front.plain(binding, answering);
    }
    Problems problems = new Problems();
    TlsIdentity identity =
        TlsIdentity.read(configuration.tls(), problems)
            .orElseThrow(() -> new IOException(problems.all().toString()));
    return Front.secured(binding, identity, answering);
  }

  /** Each upstream at an endpoint of its own, and all of them at one. */
  private List<StatelessEndpoint> endpoints(Wiring wiring) {
    List<StatelessEndpoint> each =
        configuration.upstreams().entrySet().stream()
            .map(entry -> stateless.at(wiring.upstream(entry.getKey(), entry.getValue())))
            .toList();
    List<StatelessEndpoint> all = new ArrayList<>(each);
    all.add(new Federation(guard, wiring.federated(), each, sealer));
    return all;
  }

  /**
   * Upstream hosts are the operator's word; the guard's own listeners are refused whoever names
   * them.
   */
  private AddressPolicy addresses() {
    Set<String> named =
        configuration.upstreams().values().stream()
            .filter(HttpUpstream.class::isInstance)
            .map(HttpUpstream.class::cast)
            .map(upstream -> upstream.url().getHost())
            .collect(Collectors.toUnmodifiableSet());
    return AddressPolicy.publicOnly().allowingHosts(named).refusingListeners(this::listeners);
  }

  private Set<InetSocketAddress> listeners() {
    return Set.of(address(configuration.listen().mcp()), address(configuration.listen().admin()));
  }

  private static InetSocketAddress address(HostPort bound) {
    return new InetSocketAddress(bound.host(), bound.port());
  }

  private static SSLContext trust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the platform has no default TLS", e);
    }
  }

  private NoteSigner logSigner(DataFiles files, SecureRandom random) throws IOException {
    return NoteSigner.openOrCreate(files.logKey(), configuration.trustDomain() + "/ledger", random);
  }

  @Override
  public void close() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    // Closed from the right: whatever fails on the way, the log gets what is left.
    try (store;
        http;
        strangers;
        ledger;
        admin) {
      front.drain();
      // Ends the streams, which nobody waited for.
      stateless.close();
      guard.close();
      try {
        front.close();
      } finally {
        journal.drain();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
