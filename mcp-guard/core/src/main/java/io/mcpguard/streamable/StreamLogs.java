package io.mcpguard.streamable;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.EventSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The streams of all sessions, those that are open and those that ended a moment ago. What is full
 * forgets what ended first.
 */
final class StreamLogs {
  /** When readers are asked to come back that the guard sends away. */
  static final Duration COME_BACK = Duration.ofSeconds(1);

  /**
   * Clients that lose a stream come back within seconds, and each that is kept costs the collector.
   */
  private static final int MOST_ENDED = 2_000;

  private static final Duration LIFE = Duration.ofSeconds(30);

  private final Map<String, Map<String, StreamLog>> sessions = new ConcurrentHashMap<>();
  private final Deque<Ended> ended = new ConcurrentLinkedDeque<>();
  private final AtomicInteger endedCount = new AtomicInteger();
  private final StreamRoom room = new StreamRoom();
  private final EventSeal seal;
  private final Phaser readers = new Phaser(1);
  private final AtomicLong names = new AtomicLong();
  private final String process = "g" + random() + "-";
  private final Drain drain;

  private record Ended(StreamLog log, Deadline life) {}

  /** No streams yet; {@code seal} binds the ids of their events. */
  StreamLogs(EventSeal seal, Drain drain) {
    this.seal = seal;
    this.drain = drain;
  }

  EventSeal seal() {
    return seal;
  }

  /** Another process has other names, so that no id of its streams is taken for one of these. */
  private static String random() {
    byte[] bits = new byte[9];
    new SecureRandom().nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  /** A stream of a session's that nobody reads yet. */
  StreamLog begin(
      String session, StreamKind kind, Delegated caller, Unread unread, EventSource source) {
    sweep();
    String name = process + Long.toString(names.incrementAndGet(), Character.MAX_RADIX);
    StreamLog log =
        new StreamLog(
            new StreamLog.Terms(session, name, kind, caller, unread),
            source,
            this,
            room.of(caller.principal().agent().clientId()));
    sessions.compute(
        session,
        (id, known) -> {
          Map<String, StreamLog> all = known == null ? new ConcurrentHashMap<>() : known;
          all.put(name, log);
          return all;
        });
    return log;
  }

  /** A session's stream of this name. */
  Optional<StreamLog> find(String session, String name) {
    return Optional.ofNullable(sessions.getOrDefault(session, Map.of()).get(name));
  }

  /** A reader of news that the session's last reader left behind, for this caller. */
  Optional<EventSource> readOn(String session, Delegated caller) {
    return sessions.getOrDefault(session, Map.of()).values().stream()
        .filter(log -> log.terms().kind() == StreamKind.NEWS && log.isFor(caller))
        .flatMap(log -> log.readOn().stream())
        .findFirst();
  }

  /** The session is over, and its streams with it. */
  void forget(String session) {
    Map<String, StreamLog> gone = sessions.remove(session);
    if (gone != null) {
      gone.values().forEach(StreamLog::forget);
    }
  }

  void ended(StreamLog log) {
    ended.add(new Ended(log, Deadline.in(LIFE)));
    endedCount.incrementAndGet();
  }

  void readerCame() {
    readers.register();
  }

  void readerWent() {
    readers.arriveAndDeregister();
  }

  /** Waits until nobody reads any more, or the time is over that answers had, and a little more. */
  void awaitNoReaders() throws InterruptedException {
    Duration patience = drain.left().plus(COME_BACK);
    try {
      readers.awaitAdvanceInterruptibly(readers.arrive(), patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      // They are cut off.
    }
  }

  boolean isDraining() {
    return drain.hasBegun();
  }

  boolean isOver(StreamKind kind) {
    return drain.hasBegun() && (kind == StreamKind.NEWS || drain.isOver());
  }

  private void sweep() {
    for (Ended first = ended.peek(); first != null; first = ended.peek()) {
      if (!first.life().isOver() && endedCount.get() <= MOST_ENDED && !room.isFull()) {
        return;
      }
      if (ended.remove(first)) {
        endedCount.decrementAndGet();
        forget(first.log());
      }
    }
  }

  private void forget(StreamLog log) {
    log.forget();
    sessions.computeIfPresent(
        log.terms().session(),
        (id, all) -> {
          all.remove(log.terms().name());
          return all.isEmpty() ? null : all;
        });
  }
}
