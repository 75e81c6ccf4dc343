package io.mcpguard.upstream;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.protocol.Conversation;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The open legacy sessions: bounded, and swept when they have not been used for an hour. */
public final class Sessions {
  private static final int MOST = 10_000;
  private static final Duration UNUSED = Duration.ofHours(1);
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final Remembered<String, LegacySession> open =
      Remembered.afterUse(MOST, UNUSED, (id, session) -> session.end());
  private final RandomGenerator random;

  /** No sessions yet. {@code random} must be unpredictable. */
  public Sessions(RandomGenerator random) {
    this.random = random;
  }

  LegacySession open(Delegated caller, Upstream upstream, String revision, SessionLink link) {
    String id = token();
    LegacySession session =
        new LegacySession(id, caller, upstream, new Conversation(revision, token()), link);
    open.put(id, session);
    return session;
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

  /** How many streams an agent has open. */
  long streamsOf(String clientId) {
    return open.view().values().stream()
        .filter(session -> session.opener().principal().agent().clientId().equals(clientId))
        .mapToLong(LegacySession::openStreams)
        .sum();
  }

  /** Ends one session, whose client asked for it. */
  public void end(LegacySession session) {
    session.endNow();
    open.forget(session.id());
  }

  /** Ends every session whose opener is {@code revoked} now. */
  public void endRevoked(Predicate<Delegated> revoked) {
    List<LegacySession> over =
        open.view().values().stream().filter(session -> revoked.test(session.opener())).toList();
    over.forEach(LegacySession::end);
    over.forEach(session -> open.forget(session.id()));
  }

  /** Ends all of them, when the guard stops, and waits a little until the upstreams know. */
  public void endAll() {
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

  private String token() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }
}
