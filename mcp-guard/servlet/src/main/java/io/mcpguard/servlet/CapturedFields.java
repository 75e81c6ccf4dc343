package io.mcpguard.servlet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header fields of an answer, as many as anybody needs. */
final class CapturedFields {
  private static final int MOST = 100;
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset=\"?([^\\s\";]+)", Pattern.CASE_INSENSITIVE);

  private final Map<String, List<String>> fields = new TreeMap<>();

  void set(String name, @Nullable String value) {
    fields.remove(name.toLowerCase(Locale.ROOT));
    if (value != null) {
      add(name, value);
    }
  }

  void add(String name, String value) {
    List<String> values =
        fields.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>());
    if (fields.size() > MOST || values.size() >= MOST) {
      throw new IllegalStateException("more than " + MOST + " header fields");
    }
    values.add(value);
  }

  List<String> values(String name) {
    return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  Optional<String> first(String name) {
    return values(name).stream().findFirst();
  }

  Collection<String> names() {
    return List.copyOf(fields.keySet());
  }

  void clear() {
    fields.clear();
  }

  CapturedFields copy() {
    CapturedFields copy = new CapturedFields();
    fields.forEach((name, values) -> copy.fields.put(name, new ArrayList<>(values)));
    return copy;
  }

  static Optional<String> charset(String contentType) {
    Matcher named = CHARSET.matcher(contentType);
    return named.find() ? Optional.of(named.group(1)) : Optional.empty();
  }
}
