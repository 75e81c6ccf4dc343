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
import io.mcpguard.protocol.RequestMeta;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The open legacy sessions, and the requests that need none: each agent has its share, and unused
 * sessions end after an hour.
 */
public final class Sessions {
  private static final Duration UNUSED = Duration.ofHours(1);
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final Remembered<String, LegacySession> open =
      Remembered.afterUse(AgentShares.MOST_SESSIONS, UNUSED, (id, session) -> gone(session));
  private final Remembered<String, SessionPlace> places =
      Remembered.afterUse(AgentShares.MOST_SESSIONS, UNUSED, (id, place) -> lost(place));
  private final Set<StatelessRequest> requests = ConcurrentHashMap.newKeySet();
  private final AgentShares shares;
  private final RandomGenerator random;

  /** No sessions yet. {@code random} must be unpredictable. */
  Sessions(RandomGenerator random, AgentLimits limits) {
    this.random = random;
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

    LegacySession open(Upstream upstream, String revision, SessionLink link) {
      Conversation conversation = new Conversation(revision, token());
      LegacySession session =
          new LegacySession(token(), caller, share, upstream, conversation, link);
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
    return new Conversation(RequestMeta.REVISION, token());
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
   * The caller's own session. An unknown, ended or foreign id is answered alike (2025-11-25,
   * basic/transports, session management: 404, and the client begins anew).
   */
  public Outcome<LegacySession> find(Delegated caller, Upstream upstream, String id) {
    if (id.isEmpty()) {
      return Outcome.refuse(Reason.MISSING_SESSION, "the request names no session");
    }
    Optional<LegacySession> session = open.find(id).filter(s -> s.belongsTo(caller, upstream));
    return session
        .map(Outcome::proceed)
        .orElseGet(() ->
            Outcome.refuse(Reason.UNKNOWN_SESSION, "the session is not one of this caller's"));
  }

  /** A place for a session that is kept elsewhere. */
  Outcome<SessionPlace> enter(Delegated caller, Upstream upstream, String revision) {
    return shares
        .enter(agent(caller))
        .then(share -> {
          Conversation conversation = new Conversation(revision, token());
          SessionPlace place = new SessionPlace(token(), caller, share, upstream, conversation);
          places.put(place.id(), place);
          return Outcome.proceed(place);
        });
  }

  Optional<SessionPlace> place(Delegated caller, Upstream upstream, String id) {
    return id.isEmpty()
        ? Optional.empty()
        : places.find(id).filter(place -> place.belongsTo(caller, upstream));
  }

  void leave(SessionPlace place) {
    places.forget(place.id());
  }

  /** What ends a session's requests ends the session before. */
  boolean isOpen(LegacySession session) {
    return !session.isOver() && open.find(session.id()).isPresent();
  }

  /** Ends one session, whose client asked for it. */
  public void end(LegacySession session) {
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
    over.forEach(LegacySession::end);
    over.forEach(session -> open.forget(session.id()));
    List.copyOf(places.view().values()).stream()
        .filter(place -> revoked.test(place.opener()))
        .forEach(this::leave);
  }

  /** Ends requests that have taken too long, and sessions that nobody uses. */
  void sweep() {
    open.view().values().forEach(session -> session.requests().endOverdue());
    requests.forEach(request -> request.requests().endOverdue());
    open.sweep();
    places.sweep();
  }

  /** Ends all of them, when the guard stops, and waits a little until the upstreams know. */
  public void endAll() {
    List.copyOf(places.view().values()).forEach(this::leave);
    requests.forEach(Dialogue::shut);
    List<LegacySession> all = List.copyOf(open.view().values());
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

  private String token() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }
}
