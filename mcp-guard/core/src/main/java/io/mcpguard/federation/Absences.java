package io.mcpguard.federation;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Remembered;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which upstreams were absent lately. Each reason is logged once in ten minutes for each upstream,
 * whoever asks; an upstream that was late for a caller is not waited for by that caller again until
 * half a minute has passed.
 *
 * <p>The attacker is an agent that makes an upstream late for itself, so as to hide it from others.
 */
final class Absences {
  private static final Logger LOG = LoggerFactory.getLogger(Absences.class);
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(10);
  private static final Duration NOT_AGAIN = Duration.ofSeconds(30);
  private static final int MOST_LATE = 10_000;

  /** What is no longer true takes no room for longer than this. */
  private static final Duration UNSWEPT = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Map<Warning, Instant> warned = new ConcurrentHashMap<>();
  private final Remembered<Wait, Instant> late = Remembered.afterWrite(MOST_LATE, UNSWEPT);

  /** There are no more of them than upstreams and reasons. */
  private record Warning(String upstream, Absence absence) {}

  private record Wait(String user, String agent, String upstream) {
    static Wait of(Delegated caller, String upstream) {
      return new Wait(caller.principal().user(), caller.principal().agent().clientId(), upstream);
    }
  }

  Absences(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether the caller has waited for it in vain a moment ago. */
  boolean isToBeLeftOut(Delegated caller, String upstream) {
    Optional<Instant> until = late.find(Wait.of(caller, upstream));
    return until.filter(clock.instant()::isBefore).isPresent();
  }

  /** The caller was answered without it. */
  void happened(Delegated caller, String upstream, Absence absence) {
    if (absence == Absence.LATE) {
      late.put(Wait.of(caller, upstream), clock.instant().plus(NOT_AGAIN));
    }
    if (isNews(new Warning(upstream, absence))) {
      LOG.warn(
          "upstreams.{}: {}, so it is left out at /mcp; {}",
          upstream,
          absence.fault(),
          absence.remedy());
    }
  }

  /** The guard itself failed while it asked this upstream. */
  void failed(String upstream, Throwable failure) {
    if (isNews(new Warning(upstream, Absence.FAILED))) {
      LOG.error(
          "upstreams.{}: {}, so it is left out at /mcp; {}",
          upstream,
          Absence.FAILED.fault(),
          Absence.FAILED.remedy(),
          failure);
    }
  }

  /** Of those that ask at once, one alone is told yes. */
  private boolean isNews(Warning warning) {
    Instant now = clock.instant();
    Optional<Instant> before = Optional.ofNullable(warned.get(warning));
    if (before.isEmpty()) {
      return warned.putIfAbsent(warning, now) == null;
    }
    return !now.isBefore(before.get().plus(BETWEEN_WARNINGS))
        && warned.replace(warning, before.get(), now);
  }
}
