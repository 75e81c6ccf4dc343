package io.mcpguard.server.proxy;

import io.mcpguard.McpGuard;
import io.mcpguard.authn.LocalUser;
import io.mcpguard.authserver.AuthorizationServer;
import io.mcpguard.authserver.user.User;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.http.Http1Client;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.oauth.DefaultScope;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.server.admin.AdminSocket;
import io.mcpguard.server.attach.AttachSocket;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.config.HostPort;
import io.mcpguard.server.config.Problems;
import io.mcpguard.server.config.TlsIdentity;
import io.mcpguard.server.transport.AdminHandler;
import io.mcpguard.server.transport.Front;
import io.mcpguard.server.transport.HostCheck;
import io.mcpguard.server.transport.McpHandler;
import io.mcpguard.server.transport.ProofHandler;
import io.mcpguard.storage.SqlStore;
import io.mcpguard.streamable.BodyReader;
import io.mcpguard.streamable.Challenges;
import io.mcpguard.streamable.Endpoints;
import io.mcpguard.streamable.LocalNames;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A running guard: one data directory, one configuration, one listener. */
public final class GuardServer implements AutoCloseable {
  private static final Duration BODY_TIME = Duration.ofSeconds(30);

  /**
   * What calls have of the ten seconds of a stop. Those who read no more of their streams are
   * waited for another second, and so are the answers to calls that were ended, and upstreams that
   * are told of the end of their sessions.
   */
  private static final Duration TO_ANSWER = Duration.ofSeconds(7);

  /** Shorter: a pipe takes a while to end when its calls have. */
  private static final Duration TO_FINISH = Duration.ofSeconds(5);

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private static final Duration WELCOME = Duration.ofHours(1);

  /** The names of this machine that lead to no other. */
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Configuration configuration;
  private final OpenGuard open;
  private final Http1Client strangers;
  private final AuthorizationServer authorizationServer;
  private final Endpoints endpoints;
  private final FollowedCalls calls;
  private final Front front;
  private final Front adminFront;
  private final AdminSocket admin;

  /** None where the system has no name for the user that hosts would be served as. */
  private final Optional<AttachSocket> attachments;

  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens the data directory and makes everything ready; {@link #start} begins to listen.
   *
   * @throws IOException when the data directory is in use or damaged, or a key cannot be read
   */
  public static GuardServer open(ConfigurationRead.Read configuration) throws IOException {
    Optional<LocalUser> user = LocalUser.ofThisProcess();
    Set<String> owners =
        Stream.concat(Stream.of(Wiring.OWNER), user.stream().map(LocalUser::name))
            .collect(Collectors.toUnmodifiableSet());
    return new GuardServer(
        new OpenGuard(configuration, owners, Clock.systemUTC(), new SecureRandom()), user);
  }

  private GuardServer(OpenGuard open, Optional<LocalUser> user) throws IOException {
    this.configuration = open.configuration();
    this.open = open;
    this.strangers = open.strangers();
    this.authorizationServer = open.authorizationServer(strangers);
    this.calls = open.calls();
    LocalNames names = names();
    Challenges challenges = challenges();
    this.endpoints = endpoints(names, challenges);
    this.front = front(names, challenges);
    this.adminFront = adminFront();
    this.admin =
        open.admin(
            authorizationServer.passwords(),
            new RunningGuard(open, authorizationServer.sessions()::endAllOf));
    this.attachments =
        user.isPresent() ? Optional.of(open.attachments(open.pipes(user.get()))) : Optional.empty();
  }

  private Scopes defaultScope(Upstream upstream) {
    return new DefaultScope(Scopes.of(configuration.defaultScope()))
        .at(open.guard().catalog().reaching(upstream.name()));
  }

  /** Begins to listen. */
  public void start() throws IOException {
    front.start();
    open.listensAt(configuration.listen().mcp(), front.port());
    try {
      adminFront.start();
    } catch (IOException e) {
      throw new IOException(
          "listen.admin: cannot be listened at ("
              + e.getMessage()
              + "); stop what listens there, or name another port",
          e);
    }
    open.listensAt(configuration.listen().admin(), adminFront.port());
    admin.start();
    calls.live().start();
    open.exports().start();
    if (attachments.isPresent()) {
      attachments.get().start();
    }
  }

  /** The port in use. */
  int port() {
    return front.port();
  }

  /** The port that operators ask at. */
  public int adminPort() {
    return adminFront.port();
  }

  /** The guard itself. */
  public McpGuard guard() {
    return open.guard();
  }

  /** What is kept. */
  public SqlStore store() {
    return open.store();
  }

  /** The evidence. */
  public Ledger ledger() {
    return open.ledger();
  }

  /** The authorization server. */
  public AuthorizationServer authorizationServer() {
    return authorizationServer;
  }

  /** The keys of access tokens and of assertions. */
  public List<SigningKeys> signingKeys() {
    return open.signingKeys();
  }

  /** Which cryptographic provider signs and verifies. */
  public String cryptography() {
    return open.cryptography();
  }

  /** Whether calls can be recorded now. */
  public boolean isReady() {
    return open.isReady();
  }

  /**
   * A one-time link for the first owner, when nobody can log in yet and only this machine reaches
   * the guard.
   */
  public Optional<String> welcome() {
    boolean somebody =
        store().users().names().stream()
            .flatMap(name -> store().users().find(name).stream())
            .anyMatch(User::hasPassword);
    if (somebody || !configuration.listen().isOfThisMachineAlone()) {
      return Optional.empty();
    }
    String owner = configuration.users().keySet().stream().findFirst().orElse(Wiring.OWNER);
    if (store().users().find(owner).isEmpty()) {
      store().users().keep(new User(owner, "", Clock.systemUTC().instant()));
    }
    return Optional.of(authorizationServer.oneTimeLink(owner, WELCOME));
  }

  private LocalNames names() {
    boolean loopback = configuration.listen().mcp().isLoopback();
    return new LocalNames(
        configuration.listen().publicUrl(),
        configuration.allowedOrigins(),
        loopback ? LocalNames.Binding.LOOPBACK : LocalNames.Binding.BEYOND);
  }

  private Endpoints endpoints(LocalNames names, Challenges challenges) {
    return new Endpoints(
        open.guard(),
        open.endpoints(),
        open.sessions(),
        names,
        new BodyReader(Math.toIntExact(configuration.limits().body()), BODY_TIME),
        challenges,
        open.sealer());
  }

  private Challenges challenges() {
    return new Challenges(
        configuration.listen().publicUrl(),
        configuration.authorization().boundTokens(),
        this::defaultScope);
  }

  /** Those of this machine that lead to no other, and the address that was configured. */
  private static Set<String> adminNames(HostPort at) {
    Set<String> names = new HashSet<>(LOOPBACK);
    names.add(at.host());
    return names;
  }

  private Front adminFront() throws IOException {
    HostPort at = configuration.listen().admin();
    return Front.admin(
        new Front.Binding(
            at.host(),
            at.port(),
            Front.Limits.few(Math.toIntExact(configuration.limits().headers()))),
        new HostCheck(open.guard(), LocalNames.only(adminNames(at), Set.of())),
        new AdminHandler(open.adminSite(calls.live())));
  }

  private Front front(LocalNames names, Challenges challenges) throws IOException {
    Front.Answering answering =
        new Front.Answering(
            new HostCheck(open.guard(), names),
            new ProofHandler(open.proofs(calls.live(), names, challenges)),
            new McpHandler(endpoints),
            authorizationServer.handler());
    Front.Binding binding =
        new Front.Binding(
            configuration.listen().mcp().host(),
            configuration.listen().mcp().port(),
            Front.Limits.usual(Math.toIntExact(configuration.limits().headers())),
            configuration.listen().trustedProxies());
    if (!configuration.tls().isPresent()) {
      return Front.plain(binding, answering);
    }
    Problems problems = new Problems();
    TlsIdentity identity =
        TlsIdentity.read(configuration.tls(), problems)
            .orElseThrow(() -> new IOException(problems.all().toString()));
    return Front.secured(binding, identity, answering);
  }

  @Override
  public void close() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    try (open;
        strangers;
        calls;
        adminFront;
        admin) {
      attachments.ifPresent(pipes -> pipes.drain(TO_FINISH));
      endpoints.drain(TO_ANSWER);
      front.drain(TO_ANSWER);
      endpoints.awaitDrained();
      open.stopCalls();
      front.drain(LAST_WORDS);
      if (attachments.isPresent()) {
        attachments.get().close();
      }
      open.endCalls();
      front.close();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
