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
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.ScopeTable;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.credential.CredentialBook;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.delegation.Delegation;
import io.mcpguard.delegation.GrantBook;
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
import io.mcpguard.policy.Authorization;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.MessageReader;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.ratelimit.Admission;
import io.mcpguard.ratelimit.Quotas;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.LegacySession;
import io.mcpguard.upstream.Upstreams;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final Recognition recognition;
  private final Delegation delegation;
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
    this.recognition = new Recognition(parts.agents(), parts.authentication().source(), clock);
    this.delegation =
        new Delegation(
            parts.grants(), parts.limits(), parts.authentication().source(), clock, random);
    MessageReader strict = new MessageReader(parts.rules());
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
      case Proceed<Authenticated>(Authenticated caller) ->
          switch (recognition.recognise(caller).then(delegation::delegate)) {
            case Refused<Delegated>(Denial denial) ->
                new Refused<>(evidence.refuse(caller, upstream, ExchangeId.mint(random), denial));
            case Proceed<Delegated> delegated -> delegated;
          };
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

  /** The answers to a batch, each element of which goes the whole way by itself. */
  public Answer answerAll(Delegated caller, LegacySession session, Envelope.Batch batch) {
    List<Supplier<Answer>> elements = new ArrayList<>();
    for (Envelope element : batch.elements()) {
      elements.add(() ->
          switch (element) {
            case Envelope.Single single -> answer(caller, session, single.message());
            case Envelope.Malformed malformed -> refuse(caller, session.upstream(), malformed);
            case Envelope.Batch nested -> throw new IllegalStateException("batches do not nest");
          });
    }
    Attempt attempt = attempt(caller, session.upstream(), "");
    return backstop.answered(
        attempt,
        denial -> new Answer.Denied(denial, attempt.exchange(), RequestId.NONE),
        () -> upstreams.batch(session, elements, batch.awaits()));
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
    upstreams.meet(session.upstream());
    return switch (request.method().kind()) {
      case CALL -> call(caller, session, Call.of(exchange, request, session.conversation()));
      case LIST -> upstreams.list(caller, session, request, exchange);
      case HANDSHAKE -> upstreams.handshake(caller, session, request, exchange);
      case NOTIFICATION -> Outcome.refuse(Reason.INVALID_REQUEST, "a notification with an id");
    };
  }

  /**
   * The way of a call, top to bottom. A refusal on it is recorded before the caller hears of it.
   */
  private Outcome<Answer> call(Delegated caller, LegacySession session, Call call) {
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
  private Outcome<Answer> send(LegacySession session, Recorded recorded) {
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
