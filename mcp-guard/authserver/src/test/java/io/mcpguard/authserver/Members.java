package io.mcpguard.authserver;

import java.util.Map;
import java.util.Objects;

/** The members of an answer, by name. */
record Members(Map<String, Object> all) {
  /** A member that has to be there, as text. */
  String text(String name) {
    return Objects.requireNonNull(all.get(name), name + " is missing from " + all.keySet())
        .toString();
  }

  boolean has(String name) {
    return all.containsKey(name);
  }
}
