package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.LegacySession;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Sessions of the upstreams' own. Whether a server of 2026-07-28 has them too is shown by its
 * answer to {@code initialize} alone ("legacy, dual-era: works … legacy, modern: fails",
 * 2026-07-28, basic/versioning); where it has, less is lost than by a bridge.
 */
final class UpstreamSessions {
  private static final int MOST = 1_000;

  /** A server that was replaced by one with sessions is found out after so long. */
  private static final Duration LIFE = Duration.ofHours(1);

  /** A server of the later form may leave what it does not know unanswered; it was asked before. */
  private static final Duration TO_GREET = Duration.ofSeconds(5);

  /** One that was only slow for once is asked again soon. */
  private static final Duration SLOW = Duration.ofMinutes(1);

  private static final Set<Reason> SHOWN =
      EnumSet.of(Reason.UPSTREAM_WRONG, Reason.UPSTREAM_REFUSED);

  private final McpGuard guard;
  private final Remembered<String, Era> without = Remembered.afterWrite(MOST, LIFE);
  private final Remembered<String, Era> silent = Remembered.afterWrite(MOST, SLOW);

  UpstreamSessions(McpGuard guard) {
    this.guard = guard;
  }

  /** The answer to {@code initialize}; empty where the upstream is known to have no sessions. */
  Optional<Answer> open(Delegated caller, Upstream upstream, McpMessage.Request initialize) {
    if (!guard.era(upstream).equals(Optional.of(Era.MODERN))) {
      return Optional.of(guard.open(caller, upstream, initialize));
    }
    if (without.find(upstream.name()).isPresent() || silent.find(upstream.name()).isPresent()) {
      return Optional.empty();
    }
    Answer answer = guard.open(caller, upstream, initialize, TO_GREET);
    if (answer instanceof Answer.Denied(Denial denial, var exchange, var id)
        && denial.reason() == Reason.UPSTREAM_SLOW) {
      silent.put(upstream.name(), Era.MODERN);
      return Optional.empty();
    }
    if (hasNone(answer) || isOnlyPoliteness(caller, upstream, answer)) {
      without.put(upstream.name(), Era.MODERN);
      return Optional.empty();
    }
    return Optional.of(answer);
  }

  /**
   * A server that greets but keeps no session has nothing to ask in or to tell of: by a bridge it
   * can do both. What was opened for it here ends.
   */
  private boolean isOnlyPoliteness(Delegated caller, Upstream upstream, Answer answer) {
    Optional<LegacySession> nameless =
        answer instanceof Answer.Opened opened
            ? guard.own(caller, upstream, opened.sessionId()).filter(LegacySession::isNameless)
            : Optional.empty();
    nameless.ifPresent(guard::end);
    return nameless.isPresent();
  }

  /** A server that could not be asked has shown nothing. */
  private static boolean hasNone(Answer answer) {
    return switch (answer) {
      case Answer.Message error -> true;
      case Answer.Denied denied -> SHOWN.contains(denied.denial().reason());
      case Answer.Opened opened -> false;
      case Answer.Events events -> false;
      case Answer.Accepted accepted -> false;
      case Answer.Ended ended -> false;
      case Answer.Dropped dropped -> false;
      case Answer.NoStream none -> false;
    };
  }
}
