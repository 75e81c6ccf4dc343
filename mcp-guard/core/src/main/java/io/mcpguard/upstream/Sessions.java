package io.mcpguard.upstream;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.protocol.McpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The open legacy sessions, and the requests that need none: each agent has its share, and unused
 * sessions end after an hour.
 */
public final class Sessions {
  private static final Duration UNUSED = Duration.ofHours(1);
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final Remembered<String, LegacySession> open =
      Remembered.afterUse(AgentShares.MOST_SESSIONS, UNUSED, (id, session) -> gone(session));
  private final Remembered<String, SessionPlace> places =
      Remembered.afterUse(AgentShares.MOST_SESSIONS, UNUSED, (id, place) -> lost(place));
  private final Set<StatelessRequest> requests = ConcurrentHashMap.newKeySet();
  private final ReentrantLock resuming = new ReentrantLock();
  private final AgentShares shares;
  private final KeptSessions kept;
  private final Map<String, Port> ports;

  /** None open yet; those of {@code kept} go on at {@code ports}. */
  Sessions(Map<String, Port> ports, KeptSessions kept, AgentLimits limits) {
    this.ports = Map.copyOf(ports);
    this.kept = kept;
    this.shares = new AgentShares(limits);
  }

  /** A session that its upstream is being asked for: it has its place, and that of a call. */
  final class Reserved implements AutoCloseable {
    private final Delegated caller;
    private final AgentShare share;
    private boolean opened;

    private Reserved(Delegated caller, AgentShare share) {
      this.caller = caller;
      this.share = share;
    }

    LegacySession open(
        Upstream upstream, String revision, Lasting lasting, Port.Opening.Answered opening) {
      KeptSessions.Issued issued =
          kept.begin(caller, upstream, revision, SessionTickets.at(opening.session(), lasting));
      SessionLink link = opening.links().in(revision, kept.keeping(issued.ticket()));
      Conversation conversation =
          switch (lasting) {
            case ID -> issued.conversation();
            // The session is the guard's own: what is said in it is of the run of whoever asks.
            case PROCESS -> Conversation.of(revision);
          };
      LegacySession session =
          new LegacySession(issued, conversation, caller, share, upstream, link);
      open.put(session.id(), session);
      opened = true;
      return session;
    }

    /** Frees what is not in use. */
    @Override
    public void close() {
      share.calls().giveBack();
      if (!opened) {
        shares.leave(agent(caller), share);
      }
    }
  }

  /** What a request that stands alone has around it. */
  Conversation alone() {
    return Conversation.alone();
  }

  /** One request that needs no session, until nobody holds it any more. */
  StatelessRequest stateless(
      Delegated caller,
      Upstream upstream,
      McpMethod method,
      SessionLink link,
      Conversation conversation) {
    String agent = agent(caller);
    AgentShare share = shares.visit(agent);
    Places places = method == McpMethod.LISTEN ? share.streams() : share.calls();
    StatelessRequest request =
        new StatelessRequest(
            share,
            places,
            upstream,
            conversation,
            link,
            over -> {
              requests.remove(over);
              shares.part(agent);
            });
    requests.add(request);
    return request;
  }

  /** The place for a session of this caller's, before anybody is asked for one. */
  Outcome<Reserved> reserve(Delegated caller) {
    return shares
        .enter(agent(caller))
        .then(share -> {
          Optional<Denial> none = share.calls().take();
          if (none.isPresent()) {
            shares.leave(agent(caller), share);
            return new Refused<>(none.get());
          }
          return Outcome.proceed(new Reserved(caller, share));
        });
  }

  /**
   * The caller's own session, which may have been opened by another process. An unknown, ended or
   * foreign id is answered alike (2025-11-25, basic/transports, session management: 404, and the
   * client begins anew).
   */
  Outcome<KnownSession> find(Delegated caller, Upstream upstream, String id) {
    if (id.isEmpty()) {
      return Outcome.refuse(Reason.MISSING_SESSION, "the request names no session");
    }
    Optional<LegacySession> here = open.find(id);
    return here.isPresent() ? owned(here.get(), caller, upstream) : resumed(caller, upstream, id);
  }

  /** The caller's own session, if it is open here. */
  Optional<LegacySession> own(Delegated caller, Upstream upstream, String id) {
    return open.find(id).filter(session -> session.belongsTo(caller, upstream));
  }

  private static Outcome<KnownSession> owned(
      LegacySession session, Delegated caller, Upstream upstream) {
    return session.belongsTo(caller, upstream)
        ? Outcome.proceed(new KnownSession.Open(session))
        : unknown();
  }

  private static Outcome<KnownSession> unknown() {
    return Outcome.refuse(Reason.UNKNOWN_SESSION, "the session is not one of this caller's");
  }

  private Outcome<KnownSession> resumed(Delegated caller, Upstream upstream, String id) {
    resuming.lock();
    try {
      Optional<LegacySession> here = open.find(id); // whoever comes second finds it open
      if (here.isPresent()) {
        return owned(here.get(), caller, upstream);
      }
      Optional<KeptSessions.Resumed> known = kept.resume(caller, upstream, id);
      return known.isEmpty() ? unknown() : goOn(known.get(), caller, upstream);
    } finally {
      resuming.unlock();
    }
  }

  private Outcome<KnownSession> goOn(
      KeptSessions.Resumed known, Delegated caller, Upstream upstream) {
    return switch (known.issued().ticket().standing()) {
      case SessionTickets.Standing.AtUpstream(String session) ->
          shares
              .enter(agent(caller))
              .then(share ->
                  Outcome.proceed(
                      new KnownSession.Open(goOn(known, session, caller, share, upstream))));
      case SessionTickets.Standing.Bridged(String said) ->
          Outcome.proceed(
              new KnownSession.Past(
                  new PastSession(
                      () -> state(known.issued().ticket(), said),
                      () -> enter(caller, upstream, known.issued()))));
      case SessionTickets.Standing.Here here -> unknown();
    };
  }

  /** What was kept here comes last; a process that kept nothing has what the id says. */
  private Optional<String> state(SessionTickets.Ticket ticket, String said) {
    return kept.state(ticket)
        .map(state -> state.isEmpty() ? said : state)
        .filter(state -> !state.isEmpty());
  }

  private LegacySession goOn(
      KeptSessions.Resumed known,
      String upstreamSession,
      Delegated caller,
      AgentShare share,
      Upstream upstream) {
    SessionTickets.Ticket ticket = known.issued().ticket();
    SessionLink link =
        Optional.ofNullable(ports.get(upstream.name()))
            .orElseThrow()
            .resume(
                new Port.Past(ticket.revision(), upstreamSession, known.state()),
                kept.keeping(ticket));
    LegacySession session =
        new LegacySession(
            known.issued(), known.issued().conversation(), caller, share, upstream, link);
    open.put(session.id(), session);
    return session;
  }

  /** A place for a session that will be kept elsewhere, before its client knows its id. */
  Outcome<ReservedPlace> enter(Delegated caller, Upstream upstream, String revision) {
    return shares
        .enter(agent(caller))
        .then(share ->
            Outcome.proceed(
                new ReservedPlace(
                    kept.conversation(revision),
                    (conversation, said) -> {
                      SessionPlace place =
                          placed(
                              caller,
                              share,
                              upstream,
                              kept.issue(caller, upstream, conversation, said));
                      if (!kept.stands(place.ticket())) { // revoked in the meantime
                        leave(place);
                      }
                      return place;
                    },
                    () -> shares.leave(agent(caller), share))));
  }

  private Outcome<SessionPlace> enter(
      Delegated caller, Upstream upstream, KeptSessions.Issued issued) {
    return shares
        .enter(agent(caller))
        .then(share -> Outcome.proceed(placed(caller, share, upstream, issued)));
  }

  private SessionPlace placed(
      Delegated caller, AgentShare share, Upstream upstream, KeptSessions.Issued issued) {
    Keeping keeping = kept.keeping(issued.ticket());
    SessionPlace place = new SessionPlace(issued, keeping, caller, share, upstream);
    places.put(place.id(), place);
    return place;
  }

  Optional<SessionPlace> place(Delegated caller, Upstream upstream, String id) {
    return id.isEmpty()
        ? Optional.empty()
        : places.find(id).filter(place -> place.belongsTo(caller, upstream));
  }

  /** The place is lost, and nothing is said of whether its session goes on. */
  void suspend(SessionPlace place) {
    places.forget(place.id());
  }

  /** The session is over, here and elsewhere. */
  void leave(SessionPlace place) {
    kept.close(List.of(place.ticket()));
    suspend(place);
  }

  /** What ends a session's requests ends the session before. */
  boolean isOpen(LegacySession session) {
    return !session.isOver() && open.find(session.id()).isPresent();
  }

  /** Ends one session for good. */
  public void end(LegacySession session) {
    kept.close(List.of(session.ticket()));
    session.endNow();
    open.forget(session.id());
  }

  /**
   * Ends what stands on a delegation that is {@code revoked} now: sessions, and in those of other
   * openers the requests and streams.
   */
  public void endRevoked(Predicate<Delegated> revoked) {
    List<LegacySession> all = List.copyOf(open.view().values());
    all.forEach(session -> session.endRevoked(revoked));
    requests.forEach(request -> request.endRevoked(revoked));
    List<LegacySession> over =
        all.stream().filter(session -> revoked.test(session.opener())).toList();
    List<SessionPlace> lost =
        List.copyOf(places.view().values()).stream()
            .filter(place -> revoked.test(place.opener()))
            .toList();
    over.forEach(LegacySession::end);
    // Before they are forgotten, after which their ids could open them again.
    kept.close(
        Stream.concat(
                over.stream().map(LegacySession::ticket), lost.stream().map(SessionPlace::ticket))
            .toList());
    over.forEach(session -> open.forget(session.id()));
    lost.forEach(this::suspend);
  }

  /** Ends requests that have taken too long, and sessions that nobody uses. */
  void sweep() {
    open.view().values().forEach(session -> session.requests().endOverdue());
    requests.forEach(request -> request.requests().endOverdue());
    open.sweep();
    places.sweep();
  }

  /**
   * Ends what callers wait for, who are told that the guard stops; streams of what belongs to no
   * request go on.
   */
  public void stopCalls() {
    requests.forEach(Dialogue::stop);
    open.view().values().forEach(Dialogue::stop);
  }

  /**
   * Ends what is open, when the guard stops. What can go on when it starts again stays as it is at
   * its upstream; the others are told, which is waited for a little.
   */
  public void endAll() {
    stopCalls();
    List.copyOf(places.view().values()).forEach(this::suspend);
    requests.forEach(Dialogue::shut);
    List<LegacySession> all = List.copyOf(open.view().values());
    all.forEach(LegacySession::suspend);
    List<Thread> farewells = all.stream().map(LegacySession::end).toList();
    Deadline patience = Deadline.in(FAREWELL);
    try {
      for (Thread farewell : farewells) {
        farewell.join(patience.left());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    all.forEach(session -> open.forget(session.id()));
  }

  /** A session is no longer remembered, whatever the cause; runs on anybody's thread. */
  private void gone(LegacySession session) {
    session.end();
    shares.leave(agent(session.opener()), session.share());
  }

  private void lost(SessionPlace place) {
    place.lost();
    shares.leave(agent(place.opener()), place.share());
  }

  private static String agent(Delegated caller) {
    return caller.principal().agent().clientId();
  }
}
