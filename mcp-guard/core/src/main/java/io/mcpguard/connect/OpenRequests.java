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

  private final Map<RequestId, OpenRequest> open = new HashMap<>();
  private int count;

  /** What came of asking. */
  sealed interface Entry {
    record Taken(OpenRequest request) implements Entry {}

    record NotTaken(Trouble trouble) implements Entry {}
  }

  /** Counts requests that came together. */
  synchronized Entry enter(OpenRequest request) {
    if (request.ids().stream().anyMatch(open::containsKey)
        || request.ids().stream().distinct().count() < request.ids().size()) {
      return new Entry.NotTaken(Trouble.INVALID_REQUEST);
    }
    if (count + 1 > MOST || open.size() + request.ids().size() > 2 * MOST) {
      return new Entry.NotTaken(Trouble.BUSY);
    }
    request.ids().forEach(id -> open.put(id, request));
    count++;
    return new Entry.Taken(request);
  }

  synchronized void leave(OpenRequest request) {
    request.ids().forEach(open::remove);
    count--;
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
