package io.mcpguard.stdio;

import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.SessionTie;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What was asked on one pipe and has no answer yet: so many at a time, each id once. */
final class PendingRequests {
  private static final int MOST = 128;
  private static final int SMALL = 8 * 1024;

  private final Map<RequestId, PendingRequest> open = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(MOST);

  /** What requests hold of the heap beyond their first 8 KiB, in bytes. */
  private final Semaphore room =
      new Semaphore((int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 4));

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
    if (!room.tryAcquire(held(pending))) {
      open.remove(pending.id());
      places.release();
      return new Entry.Full();
    }
    return new Entry.Taken(pending);
  }

  void leave(PendingRequest pending) {
    open.remove(pending.id());
    room.release(held(pending));
    places.release();
  }

  private static int held(PendingRequest pending) {
    return Math.max(0, pending.request().document().bytes().length - SMALL);
  }

  Optional<PendingRequest> find(RequestId id) {
    return Optional.ofNullable(open.get(id));
  }

  /** Those that have no end of their own get none. */
  void cancelSubscriptions() {
    open.values().stream()
        .filter(one -> one.request().method() == McpMethod.LISTEN)
        .forEach(PendingRequest::cancel);
  }

  /** Each on a thread of its own: an upstream that hangs holds nobody else up. */
  void cancelAll() {
    open.values().forEach(one -> Thread.ofVirtual().name("stdio-cancel").start(one::cancel));
  }

  /** Waits until nothing is open, within {@code atMost}. */
  void awaitNone(Duration atMost) throws InterruptedException {
    if (places.tryAcquire(MOST, atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      places.release(MOST);
    }
  }
}
