package io.mcpguard.assertion.fields;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What is said of an item or an inner list (RFC 9651 §3.1.2), in its order; no key twice. */
public final class Parameters {
  private static final Parameters NONE = new Parameters(Map.of());

  private final Map<String, BareItem> values;

  private Parameters(Map<String, BareItem> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  static Parameters of(Map<String, BareItem> inOrder) {
    return new Parameters(new LinkedHashMap<>(inOrder));
  }

  /** Nothing. */
  public static Parameters none() {
    return NONE;
  }

  /** These and, last, one more. */
  public Parameters with(String key, BareItem value) {
    Map<String, BareItem> more = new LinkedHashMap<>(values);
    more.put(key, value);
    return new Parameters(more);
  }

  /** The keys in their order. */
  public Set<String> keys() {
    return values.keySet();
  }

  /** The string of this key; empty when absent or of another kind. */
  public Optional<String> string(String key) {
    return values.get(key) instanceof BareItem.Text text
        ? Optional.of(text.value())
        : Optional.empty();
  }

  /** The integer of this key; empty when absent or of another kind. */
  public OptionalLong integer(String key) {
    return values.get(key) instanceof BareItem.Whole whole
        ? OptionalLong.of(whole.value())
        : OptionalLong.empty();
  }

  /** The spelling of §4.1.1.2. */
  String text() {
    StringBuilder text = new StringBuilder();
    values.forEach((key, value) -> {
      text.append(';').append(key);
      if (value != BareItem.Truth.TRUE) {
        text.append('=').append(value.text());
      }
    });
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Parameters parameters && values.equals(parameters.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
