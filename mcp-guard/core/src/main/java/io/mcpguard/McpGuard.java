package io.mcpguard;

import io.mcpguard.GuardParts.Wired;
import io.mcpguard.assertion.McpMethods;
import io.mcpguard.audit.Attempt;
import io.mcpguard.audit.Evidence;
import io.mcpguard.authn.LocalUser;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.delegation.Delegation;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.oauth.Presentation;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.KnownSession;
import io.mcpguard.upstream.LegacySession;
import io.mcpguard.upstream.SessionPlaces;
import io.mcpguard.upstream.SessionTie;
import io.mcpguard.upstream.Upstreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The guard: what stands between an agent and a tool server. {@link #admit} takes the head of a
 * request, {@link #answer} one message of it; every message takes the same way.
 */
public final class McpGuard implements AutoCloseable {
  private final Entrance entrance;
  private final Revocations revocations;
  private final Readers readers;
  private final Catalog catalog;
  private final Evidence evidence;
  private final Backstop backstop;
  private final Way way;
  private final Upstreams upstreams;
  private final Epoch epoch;
  private final RandomGenerator random;

  /** A guard of {@code parts}; it looks at its upstreams' tools from now on. */
  public McpGuard(GuardParts parts) {
    this.random = parts.random();
    this.epoch = parts.epoch();
    Delegation delegation = new Delegation(parts.grants(), parts.limits(), parts.clock(), random);
    this.revocations = new Revocations(parts.agents(), parts.grants(), delegation);
    this.readers = new Readers(parts);
    this.way = Way.through(parts, revocations);
    this.catalog = way.catalog();
    this.evidence = way.evidence();
    this.upstreams = way.upstreams();
    this.backstop = new Backstop(evidence);
    this.entrance = new Entrance(parts, delegation, evidence);
    upstreams.contact(parts.upstreams().stream().map(Wired::upstream).toList());
  }

  /**
   * Who calls and for whom, from the head alone; the body is not read before. Strangers are counted
   * by {@code source}, the address they come from; the refusal of a known caller is recorded.
   */
  public Outcome<Delegated> admit(Presentation presented, Upstream upstream, String source) {
    return entrance.admit(presented, upstream, source);
  }

  /**
   * The same at a place that is no upstream's, for whoever is good for one of {@code upstreams}.
   *
   * @param upstreams at least one
   * @param uri the place as clients know it, which a proof has to name
   */
  public Outcome<Delegated> admit(
      Presentation presented, List<Upstream> upstreams, String uri, String source) {
    return entrance.admit(presented, upstreams, uri, source);
  }

  /**
   * The local user who launched this process as a caller, without any token; for a transport that
   * nobody but the launching program can reach. A refusal is recorded.
   */
  public Outcome<Delegated> admitLocal(LocalUser user, Upstream upstream) {
    return entrance.admitLocal(user, upstream);
  }

  /** The nonce that the next DPoP proof is to hold (RFC 9449 §9). */
  public String dpopNonce() {
    return entrance.dpopNonce();
  }

  /**
   * Counts a refusal of somebody unknown, who gets no record of their own; waits for nothing.
   *
   * @return the reason to tell
   */
  public Reason refuseStranger(String source, Reason reason) {
    return entrance.refuseStranger(source, reason);
  }

  /** The messages in a body for {@code upstream}, read strictly. */
  public Envelope read(Upstream upstream, byte[] body) {
    return readers.read(upstream, body);
  }

  /**
   * The caller's own session, with the revision that the request names held against it; a refusal
   * is recorded.
   */
  public Outcome<KnownSession> session(
      Delegated caller, Upstream upstream, String id, String revision) {
    return switch (upstreams.session(caller, upstream, id, revision)) {
      case Proceed<KnownSession> found -> found;
      case Refused<KnownSession>(Denial denial) -> new Refused<>(refuse(caller, upstream, denial));
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

  /** Opens a client's session with {@code initialize}. */
  public Answer open(Delegated caller, Upstream upstream, McpMessage.Request initialize) {
    return open(caller, upstream, initialize, () -> upstreams.open(caller, upstream, initialize));
  }

  /** The same, and waits for the upstream no longer than {@code atMost}. */
  public Answer open(
      Delegated caller, Upstream upstream, McpMessage.Request initialize, Duration atMost) {
    return open(
        caller, upstream, initialize, () -> upstreams.open(caller, upstream, initialize, atMost));
  }

  /** Opens a session of the guard's own, whose id no client gets. */
  public Answer openOwn(Delegated caller, Upstream upstream, McpMessage.Request initialize) {
    return open(
        caller, upstream, initialize, () -> upstreams.openOwn(caller, upstream, initialize));
  }

  private Answer open(
      Delegated caller,
      Upstream upstream,
      McpMessage.Request initialize,
      Supplier<Outcome<Answer>> opening) {
    Attempt attempt = attempt(caller, upstream, initialize.method().wire());
    return backstop.answered(
        attempt,
        Backstop.toRequest(initialize, attempt),
        () -> {
          upstreams.meet(upstream);
          return opening.get();
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
            () -> way.request(caller, session, request, attempt.exchange()));
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
            () -> way.clientAnswer(caller, session, answer, attempt.exchange()));
      }
      case McpMessage.ServerRequest request ->
          throw new IllegalArgumentException("a server's request does not come from a client");
    };
  }

  /**
   * The answer to a request of the 2026-07-28 revision, which needs no session; {@code tie} takes
   * it back, from any thread.
   */
  public Answer answer(
      Delegated caller, Upstream upstream, McpMessage.Request request, SessionTie tie) {
    Attempt attempt = attempt(caller, upstream, request.method().wire());
    return backstop.answered(
        attempt,
        Backstop.toRequest(request, attempt),
        () -> {
          if (!request.method().isOf(Era.MODERN)) {
            return Outcome.refuse(Reason.METHOD_NOT_FOUND, "a method of the legacy revisions");
          }
          upstreams.meet(upstream);
          return upstreams
              .stateless()
              .begin(caller, upstream, request.method(), tie)
              .then(alone -> {
                try (alone) {
                  return way.alone(caller, alone, request, attempt.exchange());
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
    return backstop.answered(attempt, Backstop.toStream(attempt), () -> new Refused<>(denial));
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

  /** Whether what an upstream says can be read while no request of a client is there. */
  public boolean mayReadOn(Upstream upstream) {
    return upstreams.mayReadOn(upstream);
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

  /** Waits until this upstream was looked at once, whether or not anything was seen. */
  public void awaitLook(Upstream upstream, Deadline deadline) throws InterruptedException {
    upstreams.awaitLook(upstream, deadline);
  }

  /** Why the caller may not follow a resource, where a scope would cure it; empty else. */
  public Optional<Denial> missingScope(Delegated caller, Upstream upstream, String uri) {
    return upstreams.outbound().missingScope(caller, upstream, uri);
  }

  /** The stream of what belongs to no request. */
  public Answer listen(Delegated caller, LegacySession session, String lastEventId) {
    Attempt attempt = attempt(caller, session.upstream(), "");
    return backstop.answered(
        attempt, Backstop.toStream(attempt), () -> upstreams.listen(caller, session, lastEventId));
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
    return backstop.answered(
        attempt, Backstop.toMalformed(malformed, attempt), () -> new Refused<>(malformed.denial()));
  }

  private Attempt attempt(Delegated caller, Upstream upstream, String method) {
    return new Attempt(caller, upstream, ExchangeId.mint(random), method);
  }

  /** Shuts an agent off: its next call is refused, and its open streams close. */
  public boolean revokeAgent(String clientId) {
    boolean revoked = revocations.agents().revoke(clientId);
    forgetRevoked();
    return revoked;
  }

  /** Ends a grant: the next call on it is refused, and its open streams close. */
  public boolean revokeGrant(String id) {
    boolean revoked = revocations.grants().revoke(id);
    forgetRevoked();
    return revoked;
  }

  /** Lets a revocation that is durable already reach what is remembered and what is open. */
  public void forgetRevoked() {
    epoch.end();
    catalog.readersChanged();
    upstreams.endRevoked(revocations::end);
  }

  /** Ends every call that is open, whose caller is told that the guard stops. */
  public void stopCalls() {
    upstreams.stopCalls();
  }

  @Override
  public void close() {
    entrance.close();
    upstreams.close();
  }
}
