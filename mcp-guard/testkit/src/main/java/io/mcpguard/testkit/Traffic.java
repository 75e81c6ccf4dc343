package io.mcpguard.testkit;

import java.util.ArrayList;
import java.util.List;

/** The requests a fixture received, oldest first; it keeps the newest ones up to its bound. */
final class Traffic {
  private static final int MOST = 20_000;
  private final List<Received> received = new ArrayList<>();

  synchronized void add(Received request) {
    if (received.size() == MOST) {
      received.removeFirst();
    }
    received.add(request);
  }

  synchronized List<Received> all() {
    return List.copyOf(received);
  }

  synchronized List<Received> take() {
    List<Received> taken = List.copyOf(received);
    received.clear();
    return taken;
  }

  synchronized void forget() {
    received.clear();
  }
}
