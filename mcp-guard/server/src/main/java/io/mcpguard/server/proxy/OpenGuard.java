package io.mcpguard.server.proxy;

import io.mcpguard.GuardParts;
import io.mcpguard.McpGuard;
import io.mcpguard.audit.LedgerJournal;
import io.mcpguard.audit.LostOutcomes;
import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.audit.RecoveryPoint;
import io.mcpguard.authn.Authentication;
import io.mcpguard.authn.GrantSource;
import io.mcpguard.authn.LocalUser;
import io.mcpguard.authserver.AuthorizationServer;
import io.mcpguard.authserver.Keys;
import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.bridge.SessionFront;
import io.mcpguard.bridge.StatelessEndpoint;
import io.mcpguard.bridge.StatelessFront;
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
import io.mcpguard.server.admin.AdminParts;
import io.mcpguard.server.admin.AdminSocket;
import io.mcpguard.server.admin.Administration;
import io.mcpguard.server.admin.LiveGuard;
import io.mcpguard.server.attach.AttachSocket;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.config.HostPort;
import io.mcpguard.server.config.HttpUpstream;
import io.mcpguard.stdio.StdioFront;
import io.mcpguard.storage.SqlStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The guard on one data directory, with all that it is made of and no way in yet: listeners, or a
 * pipe.
 */
final class OpenGuard implements AutoCloseable {
  /** How long a key of assertions verifies after it has stopped to sign. */
  static final Duration ASSERTION_OVERLAP = Duration.ofMinutes(10);

  private final Configuration configuration;
  private final String digest;
  private final DataFiles files;
  private final Clock clock;
  private final SecureRandom random;
  private final Wiring wiring;
  private final SqlStore store;
  private final Providers providers;
  private final SigningKeys tokenKeys;
  private final SigningKeys assertionKeys;
  private final Ledger ledger;
  private final LedgerJournal journal;
  private final Http1Client http;
  private final Epoch epoch = new Epoch();
  private final ProofVerifier proofs;
  private final Sealer sealer;
  private final McpGuard guard;
  private final StatelessFront stateless;
  private final SessionFront sessions;
  private final List<StatelessEndpoint> endpoints;

  /**
   * Opens the data directory and makes the guard; where the configuration names no users, {@code
   * owners} may delegate everything.
   *
   * @throws IOException when the data directory is in use or damaged, or a key cannot be read
   */
  OpenGuard(ConfigurationRead.Read read, Set<String> owners, Clock clock, SecureRandom random)
      throws IOException {
    this.configuration = read.configuration();
    this.digest = read.digest();
    this.files = new DataFiles(configuration.data());
    this.clock = clock;
    this.random = random;
    this.store = SqlStore.open(configuration.data(), clock, random);
    this.providers = Providers.fastest(random);
    this.tokenKeys =
        SigningKeys.open(files.tokenKeys(), tokenOverlap(configuration), clock, providers);
    this.assertionKeys =
        SigningKeys.open(files.assertionKeys(), ASSERTION_OVERLAP, clock, providers);
    assertionKeys.publishTo(files.assertionJwks());
    this.ledger = Ledger.open(files.ledger(), LedgerOptions.of(logSigner(), random));
    RecoveryPoint point = new RecoveryPoint(files.recoveryPoint());
    new LostOutcomes(ledger, clock).recover(point);
    this.journal = new LedgerJournal(ledger, point);
    this.wiring = new Wiring(read, files, owners);
    this.http = Http1Client.trustingPlatform(addresses());
    this.sealer = files.sealer(random);
    this.proofs = new ProofVerifier(providers, new DpopNonces(random, clock), clock);
    this.guard = new McpGuard(parts());
    this.stateless = new StatelessFront(guard, random);
    this.sessions = new SessionFront(guard, random);
    this.endpoints = everyEndpoint();
  }

  private GuardParts parts() {
    JwtVerifier tokens =
        new JwtVerifier(JwtRules.accessToken(wiring.issuer()), tokenKeys, providers, clock);
    return wiring.parts(
        store,
        new Authentication.Rules(
            tokens, GrantSource.RECORDED, proofs, configuration.authorization().boundTokens()),
        new RotatingIssuer(assertionKeys)::current,
        journal,
        http,
        epoch,
        clock,
        random,
        sealer);
  }

  Configuration configuration() {
    return configuration;
  }

  McpGuard guard() {
    return guard;
  }

  SqlStore store() {
    return store;
  }

  Ledger ledger() {
    return ledger;
  }

  Wiring wiring() {
    return wiring;
  }

  SessionFront sessions() {
    return sessions;
  }

  /** The keys of access tokens and of assertions. */
  List<SigningKeys> signingKeys() {
    return List.of(tokenKeys, assertionKeys);
  }

  /** Which cryptographic provider signs and verifies. */
  String cryptography() {
    return providers.description();
  }

  /** Gets ready to sign, which takes a while in a process that has just begun. */
  void prepareToSign() {
    var unused = cryptography();
  }

  /** Whether calls can be recorded now. */
  boolean isReady() {
    return journal.isReady();
  }

  /** The authorization server of this guard, which fetches what strangers name by {@code http}. */
  AuthorizationServer authorizationServer(Http1Client strangers) throws IOException {
    return new Authority(configuration, wiring, store)
        .server(
            new Keys(tokenKeys, signingKeys(), files.refreshKey(random), providers),
            new EventLeaves(
                journal, new Pseudonyms(store.subjectKeys()), clock, guard::forgetRevoked),
            strangers,
            epoch,
            proofs,
            clock,
            random);
  }

  /** A client for what strangers name, which reaches public addresses alone. */
  Http1Client strangers() {
    return Http1Client.trustingPlatform(
        AddressPolicy.publicOnly()
            .allowingHosts(configuration.authorization().privateMetadataHosts())
            .refusingListeners(this::listeners));
  }

  /** Administration of this guard, on a socket that is not there before it is started. */
  AdminSocket admin(Passwords passwords, LiveGuard live) throws IOException {
    return AdminSocket.at(
        files.adminSocket(),
        new Administration(
            new AdminParts(
                store,
                journal,
                signingKeys(),
                passwords,
                new LinkedHashSet<>(configuration.upstreams().keySet()),
                live,
                clock)));
  }

  /** Each upstream at an endpoint of its own, and all of them at one, which comes last. */
  List<StatelessEndpoint> endpoints() {
    return endpoints;
  }

  private List<StatelessEndpoint> everyEndpoint() {
    List<StatelessEndpoint> each =
        configuration.upstreams().entrySet().stream()
            .map(entry -> stateless.at(wiring.upstream(entry.getKey(), entry.getValue())))
            .toList();
    List<StatelessEndpoint> all = new ArrayList<>(each);
    all.add(new Federation(guard, wiring.federated(), each, sealer, clock));
    return List.copyOf(all);
  }

  /** The endpoints on pipes, for the user that this process is run by. */
  StdioFront pipes(LocalUser user) {
    return new StdioFront(
        guard, endpoints, sessions, user, Math.toIntExact(configuration.limits().body()));
  }

  /** Where those pipes are to be had that other processes hand on; not there before its start. */
  AttachSocket attachments(StdioFront pipes) throws IOException {
    return AttachSocket.at(files.attachSocket(), pipes, digest);
  }

  /** The same of access tokens: their longest life, and what clocks of others may be off. */
  static Duration tokenOverlap(Configuration configuration) {
    return configuration.tokens().access().plusMinutes(2);
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

  private NoteSigner logSigner() throws IOException {
    return NoteSigner.openOrCreate(files.logKey(), configuration.trustDomain() + "/ledger", random);
  }

  /** Ends the streams, which nobody waited for, and takes no more calls. */
  void endCalls() {
    stateless.close();
    guard.close();
  }

  @Override
  public void close() throws IOException {
    // Closed from the right: whatever fails on the way, the log gets what is left.
    try (store;
        http;
        ledger) {
      journal.drain();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
