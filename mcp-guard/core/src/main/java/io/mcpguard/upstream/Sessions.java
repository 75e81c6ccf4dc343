package io.mcpguard.upstream;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.protocol.Conversation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The open legacy sessions: each agent has its share, and unused ones end after an hour. */
public final class Sessions {
  static final Duration UNUSED = Duration.ofHours(1);
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final Remembered<String, LegacySession> open =
      Remembered.afterUse(AgentShares.MOST_SESSIONS, UNUSED, (id, session) -> gone(session));
  private final ReentrantLock resuming = new ReentrantLock();
  private final AgentShares shares;
  private final KeptSessions kept;
  private final Ports ports;
  private final SessionPlaces places;

  /** None open yet; those of {@code kept} go on at {@code ports}, or in {@code places}. */
  Sessions(AgentShares shares, KeptSessions kept, Ports ports, SessionPlaces places) {
    this.shares = shares;
    this.kept = kept;
    this.ports = ports;
    this.places = places;
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
        shares.leave(caller, share);
      }
    }
  }

  /** The place for a session of this caller's, before anybody is asked for one. */
  Outcome<Reserved> reserve(Delegated caller) {
    return shares
        .enter(caller)
        .then(share -> {
          Optional<Denial> none = share.calls().take();
          if (none.isPresent()) {
            shares.leave(caller, share);
            return new Refused<>(none.get());
          }
          return Outcome.proceed(new Reserved(caller, share));
        });
  }

  /** The caller's own session, with the revision that a request names held against it. */
  Outcome<KnownSession> find(Delegated caller, Upstream upstream, String id, String revision) {
    if (!revision.isEmpty() && !Revisions.isSpoken(revision)) {
      return Outcome.refuse(
          Reason.UNSUPPORTED_VERSION, "MCP-Protocol-Version names a revision not spoken here");
    }
    Outcome<KnownSession> found = find(caller, upstream, id);
    return found instanceof Proceed<KnownSession>(KnownSession.Open(LegacySession session))
            && !revision.isEmpty()
            && !revision.equals(session.conversation().revision())
        ? Outcome.refuse(
            Reason.UNSUPPORTED_VERSION, "MCP-Protocol-Version is not what was negotiated")
        : found;
  }

  /**
   * The caller's own session, which may have been opened by another process. An unknown, ended or
   * foreign id is answered alike (2025-11-25, basic/transports, session management: 404, and the
   * client begins anew).
   */
  private Outcome<KnownSession> find(Delegated caller, Upstream upstream, String id) {
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
              .enter(caller)
              .then(share ->
                  Outcome.proceed(
                      new KnownSession.Open(goOn(known, session, caller, share, upstream))));
      case SessionTickets.Standing.Bridged(String said) ->
          Outcome.proceed(
              new KnownSession.Past(places.past(caller, upstream, known.issued(), said)));
      case SessionTickets.Standing.Here here -> unknown();
    };
  }

  private LegacySession goOn(
      KeptSessions.Resumed known,
      String upstreamSession,
      Delegated caller,
      AgentShare share,
      Upstream upstream) {
    SessionTickets.Ticket ticket = known.issued().ticket();
    SessionLink link =
        ports
            .to(upstream)
            .resume(
                new Port.Past(ticket.revision(), upstreamSession, known.state()),
                kept.keeping(ticket));
    LegacySession session =
        new LegacySession(
            known.issued(), known.issued().conversation(), caller, share, upstream, link);
    open.put(session.id(), session);
    return session;
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
  void endRevoked(Predicate<Delegated> revoked) {
    List<LegacySession> all = all();
    all.forEach(session -> session.endRevoked(revoked));
    List<LegacySession> over =
        all.stream().filter(session -> revoked.test(session.opener())).toList();
    over.forEach(LegacySession::end);
    // Before they are forgotten, after which their ids could open them again.
    kept.close(over.stream().map(LegacySession::ticket).toList());
    over.forEach(session -> open.forget(session.id()));
  }

  /** Ends requests that have taken too long, and sessions that nobody uses. */
  void sweep() {
    open.view().values().forEach(session -> session.requests().endOverdue());
    open.sweep();
  }

  /**
   * Ends what callers wait for, who are told that the guard stops; streams of what belongs to no
   * request go on.
   */
  void stopCalls() {
    open.view().values().forEach(Dialogue::stop);
  }

  /**
   * Ends what is open, when the guard stops. What can go on when it starts again stays as it is at
   * its upstream; the others are told, which is waited for a little.
   */
  void endAll() {
    List<LegacySession> all = all();
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

  private List<LegacySession> all() {
    return List.copyOf(open.view().values());
  }

  /** A session is no longer remembered, whatever the cause; runs on anybody's thread. */
  private void gone(LegacySession session) {
    session.end();
    shares.leave(session.opener(), session.share());
  }
}
