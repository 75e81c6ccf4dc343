package io.mcpguard.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects all that is wrong, so that it is reported together. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  /** Adds a problem. */
  public void add(String key, String text) {
    found.add(new Problem(key, text));
  }

  /** Adds a problem, and gives what there is instead of a value: nothing. */
  <T> Optional<T> without(String key, String text) {
    add(key, text);
    return Optional.empty();
  }

  /** All problems so far, in the order they were found. */
  public List<Problem> all() {
    return List.copyOf(found);
  }

  /** How many there are so far. */
  int count() {
    return found.size();
  }

  /** True while nothing is wrong. */
  public boolean isEmpty() {
    return found.isEmpty();
  }
}
