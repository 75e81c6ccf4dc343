package io.mcpguard.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Why the ledger takes no new work. Empty while everything works; each cause clears itself. */
final class Faults {
  /** Who found the disk unwilling. */
  enum Source {
    WRITING,
    STALLED,
    ALLOCATING,
    PUBLISHING,
    CLOSED
  }

  /**
   * A thread is gone: by closing, or by an error that nobody foresaw; either way nothing is taken.
   */
  static final String ENDED = "ledger: is closed, or failed beyond repair; restart the guard";

  private final Map<Source, String> open = new ConcurrentHashMap<>();

  void raise(Source source, String why) {
    open.put(source, why);
  }

  void clear(Source source) {
    if (!open.isEmpty()) {
      open.remove(source);
    }
  }

  Optional<String> current() {
    return open.isEmpty() ? Optional.empty() : open.values().stream().findFirst();
  }
}
