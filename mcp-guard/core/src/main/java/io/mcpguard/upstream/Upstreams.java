package io.mcpguard.upstream;

import io.mcpguard.audit.Evidence;
import io.mcpguard.audit.Recorded;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.delegation.Lineages;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.issuance.Asserted;
import io.mcpguard.jose.Sealer;
import io.mcpguard.policy.Authorization;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.ratelimit.Admission;
import io.mcpguard.ratelimit.Admitted;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The upstreams as the root sees them: sessions with them, and what goes to and fro. */
public final class Upstreams implements AutoCloseable {
  /** How long a call may take before its caller is told that it may still go on. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final long SWEEP_EVERY_SECONDS = 1;

  private final Ports ports;
  private final SessionPlaces places;
  private final Sessions sessions;
  private final StatelessRequests stateless;
  private final OutboundRequests outbound;
  private final Handshake handshake;
  private final Forwarding forwarding;
  private final Contacts contacts;
  private final Questions questions;
  private final Eras eras = new Eras();
  private final ListFilter lists;
  private final Catalog catalog;
  private final Authorization authorization;
  private final Admission admission;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * What the upstreams need of the stages before them.
   *
   * @param stillHolds whether a delegation holds at this moment
   * @param standing whether a grant, by its id, has not ended
   * @param limits the most that one agent may have at a time
   */
  public record Setting(
      Catalog catalog,
      Authorization authorization,
      Admission admission,
      Evidence evidence,
      Predicate<Delegated> stillHolds,
      InstantSource clock,
      RandomGenerator random,
      Sealer sealer,
      SessionBook book,
      Predicate<String> standing,
      AgentLimits limits) {}

  /** The upstreams behind {@code ways}, by name. */
  public Upstreams(Map<String, Port> ways, Setting setting) {
    this.ports = new Ports(ways);
    this.catalog = setting.catalog();
    this.authorization = setting.authorization();
    this.admission = setting.admission();
    AgentShares shares = new AgentShares(setting.limits());
    KeptSessions kept = kept(setting);
    this.places = new SessionPlaces(shares, kept);
    this.sessions = new Sessions(shares, kept, ports, places);
    this.stateless = new StatelessRequests(shares, ports, eras, catalog.headers());
    this.handshake = new Handshake(ports, sessions, PATIENCE);
    this.contacts = new Contacts(new Contact(ports, catalog, eras));
    this.lists = new ListFilter(catalog, authorization, eras);
    this.questions =
        new Questions(catalog, authorization, admission, setting.evidence(), setting.random());
    RequestStates states = new RequestStates(setting.sealer(), setting.clock(), setting.random());
    TaskHandles tasks = new TaskHandles(setting.sealer());
    this.outbound = new OutboundRequests(catalog.headers(), states, tasks, authorization);
    this.forwarding = forwarding(setting, states, tasks);
    Thread.ofVirtual().name("session-sweep").start(this::keepSwept);
  }

  private Forwarding forwarding(Setting setting, RequestStates states, TaskHandles tasks) {
    TaskEnds ends = new TaskEnds(setting.evidence());
    TaskResults results = new TaskResults(tasks, questions, ends);
    Inbound inbound =
        new Inbound(authorization, questions, new TaskNews(authorization, results), this::news);
    return new Forwarding(
        setting.evidence(),
        new StatelessResults(questions, states, results),
        new LegacyTaskResults(tasks, ends),
        new Relay.Watch(inbound, setting.stillHolds(), setting.clock()),
        PATIENCE);
  }

  private static KeptSessions kept(Setting setting) {
    return new KeptSessions(
        new SessionTickets(setting.sealer(), setting.clock()),
        setting.book(),
        setting.clock(),
        setting.random(),
        setting.standing());
  }

  private void keepSwept() {
    try {
      while (!stopped.await(SWEEP_EVERY_SECONDS, TimeUnit.SECONDS)) {
        sessions.sweep();
        stateless.endOverdue();
        places.sweep();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at these upstreams' tools, now and until they have been seen. */
  public void contact(List<Upstream> upstreams) {
    for (Upstream upstream : upstreams) {
      ports.to(upstream).tell(news(upstream));
      contacts.lookSoon(upstream);
    }
  }

  private Port.News news(Upstream upstream) {
    return new UpstreamNews(upstream, catalog, contacts, questions);
  }

  /**
   * Looks at the upstream's tools first, where only a caller's request leads to it; elsewhere waits
   * a little for the first look at it, before which no tool is within reach.
   */
  public void meet(Upstream upstream) {
    contacts.lookIfDue(upstream);
  }

  /** Waits until each upstream was seen once that can be looked at without a request. */
  public void awaitSeen(Deadline deadline) throws InterruptedException {
    contacts.awaitSeen(deadline);
  }

  /** Waits until this upstream was looked at once, whether or not anything was seen. */
  public void awaitLook(Upstream upstream, Deadline deadline) throws InterruptedException {
    contacts.awaitLook(upstream, deadline);
  }

  /** Opens a session for a client. */
  public Outcome<Answer> open(Delegated caller, Upstream upstream, McpMessage.Request initialize) {
    return noticed(upstream, handshake.open(caller, upstream, initialize, Lasting.ID));
  }

  /** The same, and waits for the upstream no longer than {@code atMost}. */
  public Outcome<Answer> open(
      Delegated caller, Upstream upstream, McpMessage.Request initialize, Duration atMost) {
    return noticed(upstream, handshake.open(caller, upstream, initialize, Lasting.ID, atMost));
  }

  /** Opens a session whose id no client gets. */
  public Outcome<Answer> openOwn(
      Delegated caller, Upstream upstream, McpMessage.Request initialize) {
    return noticed(upstream, handshake.open(caller, upstream, initialize, Lasting.PROCESS));
  }

  /** The caller's own session, with the revision that a request names held against it. */
  public Outcome<KnownSession> session(
      Delegated caller, Upstream upstream, String id, String revision) {
    return sessions.find(caller, upstream, id, revision);
  }

  /** Places for sessions that are kept elsewhere. */
  public SessionPlaces places() {
    return places;
  }

  /** Which form of MCP an upstream speaks; empty while nobody could ask it. */
  public Optional<Era> era(Upstream upstream) {
    return eras.of(upstream.name());
  }

  /** Requests of the 2026-07-28 revision, which need no session. */
  public StatelessRequests stateless() {
    return stateless;
  }

  /** What clients' requests have to become before they go to an upstream. */
  public OutboundRequests outbound() {
    return outbound;
  }

  /** What the upstream says of itself, as far as it is honoured here. */
  public Outcome<Answer> discover(
      Delegated caller, Dialogue alone, McpMessage.Request request, ExchangeId exchange) {
    Pending pending = new PendingDiscovery(alone.upstream(), exchange);
    return noticed(alone.upstream(), forwarding.pass(alone, caller, request, pending, exchange));
  }

  /**
   * Looks at an upstream again that refuses what it took before: it may speak the other form now
   * ("re-probing if the cached assumption later fails", 2026-07-28, basic/versioning).
   */
  private Outcome<Answer> noticed(Upstream upstream, Outcome<Answer> outcome) {
    if (outcome instanceof Refused<Answer>(Denial denial)
        && denial.reason() == Reason.UPSTREAM_REFUSED) {
      contacts.lookSoon(upstream);
    }
    return outcome;
  }

  /** The caller's own session, if it is still open. */
  public Optional<LegacySession> own(Delegated caller, Upstream upstream, String id) {
    return sessions.own(caller, upstream, id);
  }

  /** Whether a session is still open; asking counts as a use of it. */
  public boolean isOpen(LegacySession session) {
    return sessions.isOpen(session);
  }

  /** Makes an asserted call. */
  public Outcome<Answer> forward(Dialogue session, Asserted asserted) {
    return noticed(session.upstream(), forwarding.forward(session, asserted));
  }

  /** Asks for a list and filters it for its reader. */
  public Outcome<Answer> list(
      Delegated caller, Dialogue session, McpMessage.Request request, ExchangeId exchange) {
    Pending pending = new PendingList(lists, request.method(), caller, session, exchange);
    return noticed(
        session.upstream(), forwarding.pass(session, caller, request, pending, exchange));
  }

  /** The handshake's other requests: a ping is answered here, a log level goes on. */
  public Outcome<Answer> handshake(
      Delegated caller, LegacySession session, McpMessage.Request request, ExchangeId exchange) {
    if (request.method() == McpMethod.SET_LEVEL) {
      Optional<Denial> usedUp = admission.charge(caller, session.upstream());
      if (usedUp.isPresent()) {
        return new Refused<>(usedUp.get());
      }
      Pending pending = new PendingHandshake(session.upstream(), exchange);
      return forwarding.pass(session, caller, request, pending, exchange);
    }
    RequestId id = RequestId.of(request.document(), request.id());
    return request.method() == McpMethod.PING
        ? Outcome.proceed(new Answer.Message(Answers.emptyResult(id)))
        : Outcome.refuse(Reason.INVALID_REQUEST, "initialize inside a session or a batch");
  }

  /** Passes a notification on; one that cancels a request ends it here too. */
  public Outcome<Answer> notify(LegacySession session, McpMessage.Notification notification) {
    if (notification.method() == McpMethod.CANCELLED) {
      forwarding.cancel(session, notification);
      return Outcome.proceed(new Answer.Accepted());
    }
    return forwarding.notify(session, notification);
  }

  /** A client's answer with the call that it belongs to, if it is this session's to give. */
  public Outcome<Admitted> aimAnswer(
      Delegated caller,
      LegacySession session,
      McpMessage.ClientAnswer answer,
      ExchangeId exchange) {
    Optional<Question> question =
        session.requests().asked(RequestId.of(answer.document(), answer.id()));
    if (question.isEmpty()) {
      return Outcome.refuse(
          Reason.INVALID_REQUEST, "an answer to what was not asked, or was answered before");
    }
    Recorded during = question.get().call();
    Call call =
        Call.answering(exchange, answer, question.get().method(), session.conversation())
            .of(Lineages.following(during.call()));
    Targeted targeted = catalog.aimAnswer(caller, call, during.targeted());
    return Outcome.proceed(
        admission.exempt(authorization.answering(targeted, during.authorized())));
  }

  /** The stream of what belongs to no request. */
  public Outcome<Answer> listen(Delegated caller, LegacySession session, String lastEventId) {
    return forwarding.listen(session, caller, lastEventId);
  }

  /** The answers to the elements of a batch; refused where the revision has no batches. */
  public Outcome<Answer> batch(
      Upstream upstream, String revision, List<Supplier<Answer>> elements, Envelope.Awaits awaits) {
    if (!revision.equals(Revisions.WITH_BATCHES)) {
      return Outcome.refuse(Reason.INVALID_REQUEST, "this revision has no batches");
    }
    return switch (awaits) {
      case ANSWER ->
          Outcome.proceed(new Answer.Events(new BatchAnswers(elements, ports.threads(upstream))));
      case NOTHING -> {
        elements.stream().map(Supplier::get).forEach(unheard -> {});
        yield Outcome.proceed(new Answer.Accepted());
      }
    };
  }

  /** A thread for each message, unless the way to the upstream is that of this very thread. */
  public Executor threads(Upstream upstream) {
    return ports.threads(upstream);
  }

  /** Whether what an upstream says can be read while no request of a client is there. */
  public boolean mayReadOn(Upstream upstream) {
    return ports.mayReadOn(upstream);
  }

  /** Ends a session. */
  public Answer end(LegacySession session) {
    sessions.end(session);
    return new Answer.Ended();
  }

  /** Ends every session, request and stream whose caller {@code revoked} says it of. */
  public void endRevoked(Predicate<Delegated> revoked) {
    sessions.endRevoked(revoked);
    stateless.endRevoked(revoked);
    places.endRevoked(revoked);
  }

  /** Ends every call that is open, whose caller is told that the guard stops. */
  public void stopCalls() {
    stateless.stop();
    sessions.stopCalls();
  }

  @Override
  public void close() {
    stopped.countDown();
    contacts.close();
    stopCalls();
    places.suspendAll();
    stateless.shut();
    sessions.endAll();
    ports.close();
  }
}
