package io.mcpguard.server.config;

import java.util.ArrayList;
import java.util.List;

/** Collects all that is wrong, so that it is reported together. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  /** Adds a problem. */
  public void add(String key, String text) {
    found.add(new Problem(key, text));
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
