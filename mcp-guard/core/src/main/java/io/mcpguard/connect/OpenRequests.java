package io.mcpguard.connect;

import io.mcpguard.protocol.RequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the host has asked and has no answer to: so much at a time, each id once. */
final class OpenRequests {
  private static final int MOST = 128;

  /** What they may hold of the heap together. */
  private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 4;

  private final Map<RequestId, OpenRequest> open = new HashMap<>();
  private int count;
  private long bytes;

  /** What came of asking. */
  sealed interface Entry {
    record Taken(OpenRequest request) implements Entry {}

    record NotTaken(Trouble trouble) implements Entry {}
  }

  /** Counts requests that came together. */
  synchronized Entry enter(OpenRequest request) {
    if (request.ids().stream().anyMatch(this::isOpen)
        || request.ids().stream().distinct().count() < request.ids().size()) {
      return new Entry.NotTaken(Trouble.INVALID_REQUEST);
    }
    if (count + 1 > MOST
        || open.size() + request.ids().size() > 2 * MOST
        || bytes + request.bytes() > MOST_BYTES) {
      return new Entry.NotTaken(Trouble.BUSY);
    }
    request.ids().forEach(id -> open.put(id, request));
    count++;
    bytes += request.bytes();
    return new Entry.Taken(request);
  }

  /** An id is free again before its answer is written: a host may use it at once. */
  private boolean isOpen(RequestId id) {
    OpenRequest holder = open.get(id);
    return holder != null && holder.isOpen(id);
  }

  synchronized void leave(OpenRequest request) {
    request.ids().forEach(id -> open.remove(id, request));
    count--;
    bytes -= request.bytes();
    notifyAll();
  }

  synchronized Optional<OpenRequest> find(RequestId id) {
    return Optional.ofNullable(open.get(id));
  }

  synchronized List<OpenRequest> all() {
    return new ArrayList<>(open.values());
  }

  /** Waits until nothing is open, within {@code atMost}. */
  synchronized void awaitNone(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toMillis(); count > 0 && left > 0; ) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
  }
}
