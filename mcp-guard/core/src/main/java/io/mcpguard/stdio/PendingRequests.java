package io.mcpguard.stdio;

import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.SessionTie;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What was asked on one pipe and has no answer yet: so many at a time, each id once. */
final class PendingRequests {
  private static final int MOST = 128;

  private final Map<RequestId, PendingRequest> open = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(MOST);
  private final Room room;

  PendingRequests(Room room) {
    this.room = room;
  }

  /** What came of asking. */
  sealed interface Entry {
    record Taken(PendingRequest pending) implements Entry {}

    /** Another request with this id is still open, so that an answer to it would be ambiguous. */
    record Twice() implements Entry {}

    record Full() implements Entry {}
  }

  Entry enter(McpMessage.Request request, SessionTie tie) {
    PendingRequest pending = new PendingRequest(request, tie);
    if (open.putIfAbsent(pending.id(), pending) != null) {
      return new Entry.Twice();
    }
    if (!places.tryAcquire()) {
      open.remove(pending.id());
      return new Entry.Full();
    }
    if (!room.tryTake(bytes(pending))) {
      open.remove(pending.id());
      places.release();
      return new Entry.Full();
    }
    return new Entry.Taken(pending);
  }

  void leave(PendingRequest pending) {
    open.remove(pending.id());
    room.give(bytes(pending));
    places.release();
  }

  private static int bytes(PendingRequest pending) {
    return pending.request().document().bytes().length;
  }

  Optional<PendingRequest> find(RequestId id) {
    return Optional.ofNullable(open.get(id));
  }

  List<PendingRequest> all() {
    return List.copyOf(open.values());
  }

  /** Waits until nothing is open, within {@code atMost}. */
  void awaitNone(Duration atMost) throws InterruptedException {
    if (places.tryAcquire(MOST, atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      places.release(MOST);
    }
  }
}
