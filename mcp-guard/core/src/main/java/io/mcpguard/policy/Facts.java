package io.mcpguard.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Named facts that conditions may ask for. A fact that nobody stated is missing, and a condition
 * that asks for it fails.
 */
public final class Facts {
  private static final Facts NONE = new Facts(Map.of());

  private final Map<String, Object> stated;

  private Facts(Map<String, Object> stated) {
    this.stated = stated;
  }

  /** No facts. */
  public static Facts none() {
    return NONE;
  }

  /** These and a text. */
  public Facts with(String name, String value) {
    return and(name, value);
  }

  /** These and a whole number. */
  public Facts with(String name, long value) {
    return and(name, value);
  }

  /** These and a moment. */
  public Facts with(String name, Instant value) {
    return and(name, value);
  }

  /** These and some texts. */
  public Facts with(String name, Collection<String> values) {
    return and(name, List.copyOf(values));
  }

  private Facts and(String name, Object value) {
    Map<String, Object> more = new TreeMap<>(stated);
    more.put(name, value);
    return new Facts(Map.copyOf(more));
  }

  Map<String, Object> stated() {
    return stated;
  }
}
