package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.SessionPlace;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** The sessions of legacy clients, whichever form their upstreams speak. */
public final class SessionFront {
  private final McpGuard guard;
  private final RandomGenerator random;

  /** Each has a place in the guard, which bounds their number. */
  private final Map<String, BridgedSession> bridged = new ConcurrentHashMap<>();

  SessionFront(McpGuard guard, RandomGenerator random) {
    this.guard = guard;
    this.random = random;
  }

  /** Opens a session with {@code initialize}: one of the upstream's own where it has some. */
  public Answer open(Delegated caller, Upstream upstream, McpMessage.Request initialize) {
    if (!guard.era(upstream).equals(Optional.of(Era.MODERN))) {
      return guard.open(caller, upstream, initialize);
    }
    Outcome<LegacyClient> client = LegacyClient.of(upstream, initialize);
    return switch (client) {
      case Refused<LegacyClient>(Denial denial) ->
          guard.refuse(caller, upstream, initialize, denial);
      case Proceed<LegacyClient>(LegacyClient known) ->
          switch (guard.places().enter(caller, upstream, known.revision())) {
            case Refused<SessionPlace>(Denial denial) ->
                guard.refuse(caller, upstream, initialize, denial);
            case Proceed<SessionPlace>(SessionPlace place) ->
                opened(caller, initialize, new BridgedSession(guard, random, place, known));
          };
    };
  }

  private Answer opened(Delegated caller, McpMessage.Request initialize, BridgedSession session) {
    Answer welcome = session.welcome(caller, initialize);
    if (welcome instanceof Answer.Opened opened) {
      bridged.put(opened.sessionId(), session);
      session.whenOver(() -> bridged.remove(opened.sessionId(), session));
    } else {
      session.end();
    }
    return welcome;
  }

  /**
   * The caller's own session, with the revision that the request names held against it; a refusal
   * is recorded.
   */
  public Outcome<ClientSession> find(
      Delegated caller, Upstream upstream, String id, String revision) {
    Optional<BridgedSession> session =
        guard
            .places()
            .find(caller, upstream, id)
            .flatMap(place -> Optional.ofNullable(bridged.get(place.id())));
    if (session.isEmpty()) {
      return guard
          .session(caller, upstream, id, revision)
          .then(own -> Outcome.proceed(new OwnSession(guard, own)));
    }
    if (!revision.isEmpty() && !revision.equals(session.get().revision())) {
      Denial denial =
          Denial.of(Reason.UNSUPPORTED_VERSION, "MCP-Protocol-Version is not what was negotiated");
      return new Refused<>(guard.refuse(caller, upstream, denial));
    }
    return Outcome.proceed(session.get());
  }
}
