package io.mcpguard.server.proxy;

import io.mcpguard.GuardParts;
import io.mcpguard.McpGuard;
import io.mcpguard.audit.LedgerJournal;
import io.mcpguard.audit.LostOutcomes;
import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.audit.RecoveryPoint;
import io.mcpguard.audit.Witnesses;
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
import io.mcpguard.export.Exports;
import io.mcpguard.federation.Federation;
import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.UrlRefused;
import io.mcpguard.jose.DpopNonces;
import io.mcpguard.jose.JwtRules;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.RotatingIssuer;
import io.mcpguard.jose.Sealer;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.provenance.LiveCalls;
import io.mcpguard.server.admin.AdminParts;
import io.mcpguard.server.admin.AdminSite;
import io.mcpguard.server.admin.AdminSocket;
import io.mcpguard.server.admin.AdminToken;
import io.mcpguard.server.admin.Administration;
import io.mcpguard.server.admin.LiveGuard;
import io.mcpguard.server.attach.AttachSocket;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.config.EvidenceSettings;
import io.mcpguard.server.config.HostPort;
import io.mcpguard.server.config.HttpUpstream;
import io.mcpguard.stdio.StdioFront;
import io.mcpguard.storage.SqlStore;
import io.mcpguard.streamable.Challenges;
import io.mcpguard.streamable.LocalNames;
import io.mcpguard.streamable.ProofEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final LedgerKeys ledgerKeys;
  private final Ledger ledger;
  private final Witnesses witnesses;
  private final Exports exports;
  private final LedgerJournal journal;
  private final Http1Client http;
  private final Epoch epoch = new Epoch();
  private final ProofVerifier proofs;
  private final Sealer sealer;
  private final McpGuard guard;
  private final StatelessFront stateless;
  private final SessionFront sessions;
  private final Set<InetSocketAddress> bound = ConcurrentHashMap.newKeySet();
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
    this.ledgerKeys = new LedgerKeys(configuration, files, random);
    this.ledger = ledgerKeys.open();
    RecoveryPoint point = new RecoveryPoint(files.recoveryPoint());
    new LostOutcomes(ledger, clock).recover(point);
    this.journal = new LedgerJournal(ledger, point);
    this.wiring = new Wiring(read, files, owners);
    this.http = Http1Client.trustingPlatform(addresses());
    this.sealer = files.sealer(random);
    this.proofs = new ProofVerifier(providers, new DpopNonces(random, clock), clock);
    this.witnesses = witnessed();
    this.exports =
        new ConfiguredExports(configuration.exports(), this::listeners)
            .of(ledger, files.exports(), clock, random);
    this.guard = new McpGuard(parts());
    this.stateless = new StatelessFront(guard, random);
    this.sessions = new SessionFront(guard, random);
    this.endpoints = everyEndpoint();
  }

  /** By a client of their own: whoever witnesses is nobody that calls may reach. */
  private Witnesses witnessed() throws IOException {
    EvidenceSettings evidence = configuration.evidence();
    List<Witnesses.Named> named = new ArrayList<>();
    Set<String> hosts = new LinkedHashSet<>();
    for (EvidenceSettings.Witness witness : evidence.witnesses()) {
      try {
        Destination prefix = Destination.of(witness.url().toString());
        named.add(new Witnesses.Named(prefix, witness.key()));
        hosts.add(prefix.host());
      } catch (UrlRefused e) {
        throw new IllegalStateException("a witness's URL that was checked is refused", e);
      }
    }
    AddressPolicy policy =
        AddressPolicy.publicOnly().allowingHosts(hosts).refusingListeners(this::listeners);
    return new Witnesses(
        ledger, named, Http1Client.trustingPlatform(policy), evidence.unwitnessedAlarm(), clock);
  }

  private GuardParts parts() {
    JwtVerifier tokens =
        new JwtVerifier(JwtRules.accessToken(wiring.issuer()), tokenKeys, providers, clock);
    return wiring.parts(
        store,
        new Authentication.Rules(
            tokens, GrantSource.RECORDED, proofs, configuration.authorization().boundTokens()),
        new RotatingIssuer(assertionKeys),
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

  /** Who cosigns the ledger's checkpoints. */
  Witnesses witnesses() {
    return witnesses;
  }

  /** Where the evidence goes out to; they begin once they are started. */
  Exports exports() {
    return exports;
  }

  Wiring wiring() {
    return wiring;
  }

  SessionFront sessions() {
    return sessions;
  }

  /** Seals what clients carry over a restart. */
  Sealer sealer() {
    return sealer;
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

  /**
   * The calls in the ledger, which are followed once that is started.
   *
   * @throws IOException when their index can neither be used nor be made anew
   */
  FollowedCalls calls() throws IOException {
    return FollowedCalls.of(ledger, journal::size, files.callIndex());
  }

  /** What the admin port answers. */
  AdminSite adminSite(LiveCalls calls) throws IOException {
    AdminToken token = AdminToken.open(files.adminToken(), random);
    return new AdminSite(token, this::isReady, calls, ledger);
  }

  /** Where callers get the proofs of their calls. */
  ProofEndpoint proofs(LiveCalls calls, LocalNames names, Challenges challenges) {
    return new ProofEndpoint(
        guard,
        wiring.upstreams(),
        names,
        challenges,
        configuration.listen().publicUrl(),
        new ProofEndpoint.Sources(calls, new Pseudonyms(store.subjectKeys()), ledger, clock));
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
                ledgerKeys.of(ledger, clock),
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
    Set<InetSocketAddress> all = new HashSet<>(bound);
    all.add(address(configuration.listen().mcp()));
    all.add(address(configuration.listen().admin()));
    return all;
  }

  /** Says which port a listener of the guard took, where the configuration left that open. */
  void listensAt(HostPort configured, int port) {
    bound.add(new InetSocketAddress(configured.host(), port));
  }

  private static InetSocketAddress address(HostPort bound) {
    return new InetSocketAddress(bound.host(), bound.port());
  }

  /** Ends the calls that are open still, whose callers are told that the guard stops. */
  void stopCalls() {
    guard.stopCalls();
  }

  /** Ends what is open still, and takes no more calls. */
  void endCalls() {
    stopCalls();
    stateless.close();
    guard.close();
  }

  @Override
  public void close() throws IOException {
    // Closed from the right: whatever fails on the way, the log gets what is left.
    try (store;
        http;
        ledger;
        exports;
        witnesses) {
      journal.drain();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
