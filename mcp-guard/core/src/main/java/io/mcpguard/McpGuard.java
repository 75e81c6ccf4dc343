package io.mcpguard;

import io.mcpguard.GuardParts.Wired;
import io.mcpguard.agents.Agent;
import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.agents.Recognition;
import io.mcpguard.assertion.McpMethods;
import io.mcpguard.audit.Attempt;
import io.mcpguard.audit.CallEnd;
import io.mcpguard.audit.Evidence;
import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.audit.Recorded;
import io.mcpguard.audit.Refusals;
import io.mcpguard.audit.Status;
import io.mcpguard.authn.Authenticated;
import io.mcpguard.authn.Authentication;
import io.mcpguard.authn.LocalCallers;
import io.mcpguard.authn.LocalUser;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.Scope;
import io.mcpguard.catalog.ScopeTable;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.credential.CredentialBook;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.delegation.Delegation;
import io.mcpguard.delegation.GrantBook;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.issuance.Issuance;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.oauth.Presentation;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.policy.Authorization;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.MessageReader;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.ratelimit.Admission;
import io.mcpguard.ratelimit.Quotas;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.Dialogue;
import io.mcpguard.upstream.LegacySession;
import io.mcpguard.upstream.SessionPlaces;
import io.mcpguard.upstream.SessionTie;
import io.mcpguard.upstream.StatelessRequest;
import io.mcpguard.upstream.Upstreams;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The guard: what stands between an agent and a tool server. {@link #admit} takes the head of a
 * request, {@link #answer} one message of it; every message takes the same way.
 */
public final class McpGuard implements AutoCloseable {
  private final Authentication authentication;
  private final ProofVerifier proofs;
  private final LocalCallers local;
  private final Recognition recognition;
  private final Delegation delegation;
  private final MessageReader strict;
  private final Map<String, MessageReader> readers;
  private final Catalog catalog;
  private final Authorization authorization;
  private final Admission admission;
  private final Evidence evidence;
  private final Refusals refusals;
  private final Backstop backstop;
  private final CredentialBook credentials;
  private final Issuance issuance;
  private final Upstreams upstreams;
  private final AgentRegistry agents;
  private final GrantBook grants;
  private final Epoch epoch;
  private final RandomGenerator random;

  /** A guard of {@code parts}; it looks at its upstreams' tools from now on. */
  public McpGuard(GuardParts parts) {
    InstantSource clock = parts.clock();
    this.random = parts.random();
    this.agents = parts.agents();
    this.grants = parts.grants();
    this.epoch = parts.epoch();
    this.authentication = new Authentication(parts.authentication(), parts.epoch(), clock);
    this.proofs = parts.authentication().proofs();
    this.local =
        new LocalCallers(Scopes.of(parts.scopes().stream().map(Scope::name).toList()), clock);
    this.recognition = new Recognition(parts.agents(), clock);
    this.delegation = new Delegation(parts.grants(), parts.limits(), clock, random);
    this.strict = new MessageReader(parts.rules());
    this.readers = by(parts.upstreams(), wired -> reader(strict, wired));
    this.catalog = new Catalog(parts.pins(), new ScopeTable(parts.scopes()), clock);
    this.authorization = new Authorization(parts.policy(), catalog, clock);
    this.admission = new Admission(new Quotas(parts.quotas(), clock));
    this.evidence = new Evidence(parts.journal(), new Pseudonyms(parts.subjectKeys()), clock);
    this.credentials = new CredentialBook(by(parts.upstreams(), Wired::credential));
    this.issuance =
        new Issuance(
            parts.assertions(),
            parts.identity().issuer(),
            parts.identity().trustDomain(),
            by(parts.upstreams(), Wired::mode),
            clock);
    this.upstreams =
        new Upstreams(
            by(parts.upstreams(), Wired::port),
            new Upstreams.Setting(
                catalog,
                authorization,
                admission,
                evidence,
                this::stillHolds,
                clock,
                random,
                parts.sealer(),
                parts.agentLimits()));
    this.backstop = new Backstop(evidence);
    this.refusals = new Refusals(parts.journal(), clock);
    refusals.start();
    upstreams.contact(parts.upstreams().stream().map(Wired::upstream).toList());
  }

  /**
   * Who calls and for whom, from the head alone; the body is not read before. Strangers are counted
   * by {@code source}, the address they come from; the refusal of a known caller is recorded.
   */
  public Outcome<Delegated> admit(Presentation presented, Upstream upstream, String source) {
    return switch (authentication.authenticate(presented, upstream.resource())) {
      case Refused<Authenticated>(Denial denial) -> {
        Reason told = refuseStranger(source, denial.reason());
        yield new Refused<>(
            told == denial.reason() ? denial : Denial.of(told, "refused too often"));
      }
      case Proceed<Authenticated>(Authenticated caller) -> delegated(caller, upstream);
    };
  }

  /**
   * The local user who launched this process as a caller, without any token; for a transport that
   * nobody but the launching program can reach. A refusal is recorded.
   */
  public Outcome<Delegated> admitLocal(LocalUser user, Upstream upstream) {
    return delegated(local.present(user, upstream.resource()), upstream);
  }

  private Outcome<Delegated> delegated(Authenticated caller, Upstream upstream) {
    return switch (recognition.recognise(caller).then(delegation::delegate)) {
      case Refused<Delegated>(Denial denial) ->
          new Refused<>(evidence.refuse(caller, upstream, ExchangeId.mint(random), denial));
      case Proceed<Delegated> delegated -> delegated;
    };
  }

  /** The nonce that the next DPoP proof is to hold (RFC 9449 §9). */
  public String dpopNonce() {
    return proofs.nonce();
  }

  /**
   * Counts a refusal of somebody unknown, who gets no record of their own; waits for nothing.
   *
   * @return the reason to tell
   */
  public Reason refuseStranger(String source, Reason reason) {
    return refusals.count(source, reason);
  }

  /** The messages in a body for {@code upstream}, read strictly. */
  public Envelope read(Upstream upstream, byte[] body) {
    if (upstream.isFederated()) {
      return strict.read(body);
    }
    return Objects.requireNonNull(readers.get(upstream.name()), "an upstream of another guard")
        .read(body);
  }

  /**
   * The caller's own session, with the revision that the request names held against it; a refusal
   * is recorded.
   */
  public Outcome<LegacySession> session(
      Delegated caller, Upstream upstream, String id, String revision) {
    return switch (upstreams.session(caller, upstream, id, revision)) {
      case Proceed<LegacySession> found -> found;
      case Refused<LegacySession>(Denial denial) -> new Refused<>(refuse(caller, upstream, denial));
    };
  }

  /** The caller's own session, if it is still open. */
  public Optional<LegacySession> own(Delegated caller, Upstream upstream, String id) {
    return upstreams.own(caller, upstream, id);
  }

  /** Whether a session is still open; asking counts as a use of it. */
  public boolean isOpen(LegacySession session) {
    return upstreams.isOpen(session);
  }

  /**
   * Records that the transport refused an authenticated caller's request.
   *
   * @return the denial the caller is to see: this one, or that nothing can be recorded
   */
  public Denial refuse(Delegated caller, Upstream upstream, Denial denial) {
    return evidence.refuse(new Attempt(caller, upstream, ExchangeId.mint(random), ""), denial);
  }

  /** Opens a session with {@code initialize}. */
  public Answer open(Delegated caller, Upstream upstream, McpMessage.Request initialize) {
    Attempt attempt = attempt(caller, upstream, initialize.method().wire());
    return backstop.answered(
        attempt,
        Backstop.toRequest(initialize, attempt),
        () -> {
          upstreams.meet(upstream);
          return upstreams.open(caller, upstream, initialize);
        });
  }

  /** The answer to one message. */
  public Answer answer(Delegated caller, LegacySession session, McpMessage message) {
    return switch (message) {
      case McpMessage.Request request -> {
        Attempt attempt = attempt(caller, session.upstream(), request.method().wire());
        yield backstop.answered(
            attempt,
            Backstop.toRequest(request, attempt),
            () -> request(caller, session, request, attempt.exchange()));
      }
      case McpMessage.Notification notification ->
          backstop.answered(
              attempt(caller, session.upstream(), notification.method().wire()),
              Answer.Dropped::new,
              () -> upstreams.notify(session, notification));
      case McpMessage.ClientAnswer answer -> {
        Attempt attempt = attempt(caller, session.upstream(), McpMethods.ANSWER);
        yield backstop.answered(
            attempt,
            Answer.Dropped::new,
            () -> clientAnswer(caller, session, answer, attempt.exchange()));
      }
      case McpMessage.ServerRequest request ->
          throw new IllegalArgumentException("a server's request does not come from a client");
    };
  }

  /** The answer to a request of the 2026-07-28 revision, which needs no session. */
  public Answer answer(Delegated caller, Upstream upstream, McpMessage.Request request) {
    return answer(
        caller, upstream, request, () -> upstreams.stateless(caller, upstream, request.method()));
  }

  /** The same for a request that is made for a session all the same, which may take it back. */
  public Answer answer(
      Delegated caller, Upstream upstream, McpMessage.Request request, SessionTie tie) {
    return answer(
        caller,
        upstream,
        request,
        () -> upstreams.stateless(caller, upstream, request.method(), tie));
  }

  private Answer answer(
      Delegated caller,
      Upstream upstream,
      McpMessage.Request request,
      Supplier<Outcome<StatelessRequest>> standing) {
    Attempt attempt = attempt(caller, upstream, request.method().wire());
    return backstop.answered(
        attempt,
        Backstop.toRequest(request, attempt),
        () -> {
          if (!request.method().isOf(Era.MODERN)) {
            return Outcome.refuse(Reason.METHOD_NOT_FOUND, "a method of the legacy revisions");
          }
          upstreams.meet(upstream);
          return standing
              .get()
              .then(alone -> {
                try (alone) {
                  var told = upstreams.told(upstream, request);
                  return alone(caller, alone, told, attempt.exchange());
                }
              });
        });
  }

  /** The answer to a request that the transport refused. */
  public Answer refuse(
      Delegated caller, Upstream upstream, McpMessage.Request request, Denial denial) {
    Attempt attempt = attempt(caller, upstream, request.method().wire());
    return backstop.answered(
        attempt, Backstop.toRequest(request, attempt), () -> new Refused<>(denial));
  }

  /** The answer to whoever asked for a stream and cannot have it; recorded. */
  public Answer refuseStream(Delegated caller, Upstream upstream, Denial denial) {
    Attempt attempt = attempt(caller, upstream, "");
    return backstop.answered(
        attempt,
        told -> new Answer.NoStream(told, attempt.exchange()),
        () -> new Refused<>(denial));
  }

  /** The way to take back one request that needs no session, from any thread. */
  public SessionTie tie() {
    return upstreams.tie();
  }

  /** Places among the guard's sessions for those that are kept elsewhere. */
  public SessionPlaces places() {
    return upstreams.places();
  }

  /** Where messages to an upstream may be sent from, besides the thread of their request. */
  public Executor threads(Upstream upstream) {
    return upstreams.threads(upstream);
  }

  /** Which form of MCP an upstream speaks; empty while nobody could ask it. */
  public Optional<Era> era(Upstream upstream) {
    upstreams.meet(upstream);
    return upstreams.era(upstream);
  }

  /** The answers to a batch, each element of which goes the whole way by itself. */
  public Answer answerAll(Delegated caller, LegacySession session, Envelope.Batch batch) {
    return answerAll(
        caller,
        session.upstream(),
        session.conversation().revision(),
        batch,
        message -> answer(caller, session, message));
  }

  /** The same in a session of this revision that is kept elsewhere and gives each answer itself. */
  public Answer answerAll(
      Delegated caller,
      Upstream upstream,
      String revision,
      Envelope.Batch batch,
      Function<McpMessage, Answer> each) {
    List<Supplier<Answer>> elements = new ArrayList<>();
    for (Envelope element : batch.elements()) {
      elements.add(() ->
          switch (element) {
            case Envelope.Single single -> each.apply(single.message());
            case Envelope.Malformed malformed -> refuse(caller, upstream, malformed);
            case Envelope.Batch nested -> throw new IllegalStateException("batches do not nest");
          });
    }
    Attempt attempt = attempt(caller, upstream, "");
    return backstop.answered(
        attempt,
        denial -> new Answer.Denied(denial, attempt.exchange(), RequestId.NONE),
        () -> upstreams.batch(upstream, revision, elements, batch.awaits()));
  }

  /**
   * Waits until the tools of all upstreams were seen, or the deadline: whoever starts together with
   * the guard would find none.
   */
  public void awaitSeen(Deadline deadline) throws InterruptedException {
    upstreams.awaitSeen(deadline);
  }

  /** The stream of what belongs to no request. */
  public Answer listen(Delegated caller, LegacySession session, String lastEventId) {
    Attempt attempt = attempt(caller, session.upstream(), "");
    return backstop.answered(
        attempt,
        denial -> new Answer.NoStream(denial, attempt.exchange()),
        () -> upstreams.listen(caller, session, lastEventId));
  }

  /** Ends a session. */
  public Answer end(LegacySession session) {
    return upstreams.end(session);
  }

  /** What was seen of the tools, and what of it is accepted. */
  public Catalog catalog() {
    return catalog;
  }

  /** The answer to something that is no message, recorded as refused. */
  public Answer refuse(Delegated caller, Upstream upstream, Envelope.Malformed malformed) {
    Attempt attempt = attempt(caller, upstream, "");
    Backstop.Telling telling =
        switch (malformed.awaits()) {
          case ANSWER -> denial -> new Answer.Denied(denial, attempt.exchange(), malformed.id());
          case NOTHING -> Answer.Dropped::new;
        };
    return backstop.answered(attempt, telling, () -> new Refused<>(malformed.denial()));
  }

  private Attempt attempt(Delegated caller, Upstream upstream, String method) {
    return new Attempt(caller, upstream, ExchangeId.mint(random), method);
  }

  private Outcome<Answer> request(
      Delegated caller, LegacySession session, McpMessage.Request request, ExchangeId exchange) {
    if (!request.method().isOf(Era.LEGACY)) {
      return Outcome.refuse(Reason.METHOD_NOT_FOUND, "a method of the 2026-07-28 revision");
    }
    // A server of both forms would answer it in the other one, past what looks at such answers.
    if (RequestMeta.isIn(request.params())) {
      return Outcome.refuse(
          Reason.INVALID_REQUEST, "a request of the 2026-07-28 revision in a legacy session");
    }
    upstreams.meet(session.upstream());
    return switch (request.method().kind()) {
      case CALL -> call(caller, session, Call.of(exchange, request, session.conversation()));
      case LIST -> upstreams.list(caller, session, request, exchange);
      case HANDSHAKE -> upstreams.handshake(caller, session, request, exchange);
      case SUBSCRIPTION ->
          Outcome.refuse(Reason.METHOD_NOT_FOUND, "a method of the 2026-07-28 revision");
      case NOTIFICATION -> Outcome.refuse(Reason.INVALID_REQUEST, "a notification with an id");
    };
  }

  private Outcome<Answer> alone(
      Delegated caller, StatelessRequest alone, McpMessage.Request request, ExchangeId exchange) {
    Conversation conversation = alone.conversation();
    return switch (request.method().kind()) {
      case CALL ->
          upstreams
              .resumed(caller, alone.upstream(), request)
              .then(own -> call(caller, alone, Call.of(exchange, own, conversation)));
      case SUBSCRIPTION -> {
        var narrowed = upstreams.narrowed(caller, alone.upstream(), request);
        yield subscribe(caller, alone, Call.of(exchange, narrowed, conversation));
      }
      case LIST -> upstreams.list(caller, alone, request, exchange);
      case HANDSHAKE -> upstreams.discover(caller, alone, request, exchange);
      case NOTIFICATION -> Outcome.refuse(Reason.INVALID_REQUEST, "a notification with an id");
    };
  }

  /** The way of a subscription, which names only what its caller may read. */
  private Outcome<Answer> subscribe(Delegated caller, StatelessRequest alone, Call call) {
    return catalog
        .aim(caller, call, alone.upstream())
        .then(authorization::subscribing)
        .then(authorized -> evidence.decide(admission.exempt(authorized)))
        .then(recorded -> send(alone, recorded));
  }

  /**
   * The way of a call, top to bottom. A refusal on it is recorded before the caller hears of it.
   */
  private Outcome<Answer> call(Delegated caller, Dialogue session, Call call) {
    return switch (catalog.aim(caller, call, session.upstream())) {
      case Refused<Targeted>(Denial denial) ->
          Backstop.told(call, evidence.refuse(caller, call, session.upstream(), denial));
      case Proceed<Targeted>(Targeted targeted) ->
          switch (authorization.authorize(targeted).then(admission::admit).then(evidence::decide)) {
            case Refused<Recorded>(Denial denial) ->
                Backstop.told(call, evidence.refuse(targeted, denial));
            case Proceed<Recorded>(Recorded recorded) -> send(session, recorded);
          };
    };
  }

  private Outcome<Answer> clientAnswer(
      Delegated caller,
      LegacySession session,
      McpMessage.ClientAnswer answer,
      ExchangeId exchange) {
    return upstreams
        .aimAnswer(caller, session, answer, exchange)
        .then(evidence::decide)
        .then(recorded -> send(session, recorded));
  }

  /** From here on the outcome is the record of a refusal, and of a failure too. */
  private Outcome<Answer> send(Dialogue session, Recorded recorded) {
    try {
      Outcome<Answer> sent =
          upstreams.forward(session, issuance.issue(credentials.equip(recorded)));
      return switch (sent) {
        case Proceed<Answer> answered -> answered;
        case Refused<Answer>(Denial denial) -> Backstop.told(recorded.call(), denial);
      };
    } catch (RuntimeException e) {
      evidence.concludeIfOpen(recorded, CallEnd.without(Status.REFUSED, 0));
      return Backstop.told(recorded.call(), Backstop.failed(recorded.call().id(), e));
    }
  }

  /** Shuts an agent off: its next call is refused, and its open streams close. */
  public boolean revokeAgent(String clientId) {
    boolean revoked = agents.revoke(clientId);
    forgetRevoked();
    return revoked;
  }

  /** Ends a grant: the next call on it is refused, and its open streams close. */
  public boolean revokeGrant(String id) {
    boolean revoked = grants.revoke(id);
    forgetRevoked();
    return revoked;
  }

  /** Lets a revocation that is durable already reach what is remembered and what is open. */
  public void forgetRevoked() {
    epoch.end();
    upstreams.endRevoked(caller -> delegation.isRevoked(caller) || !isActive(caller));
  }

  private boolean stillHolds(Delegated caller) {
    return delegation.stillHolds(caller) && isActive(caller);
  }

  private boolean isActive(Delegated caller) {
    return agents
        .find(caller.agent().clientId())
        .filter(agent -> agent.state() == Agent.State.ACTIVE)
        .isPresent();
  }

  private static MessageReader reader(MessageReader strict, Wired wired) {
    return switch (wired.numbers()) {
      case EXACT -> strict;
      case INEXACT -> strict.allowingInexactNumbers();
    };
  }

  private static <T> Map<String, T> by(List<Wired> upstreams, Function<Wired, T> part) {
    return upstreams.stream()
        .collect(Collectors.toUnmodifiableMap(wired -> wired.upstream().name(), part));
  }

  @Override
  public void close() {
    refusals.close();
    upstreams.close();
  }
}
