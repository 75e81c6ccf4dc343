package io.mcpguard.authserver.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parameters of a query or a form (application/x-www-form-urlencoded), in order. */
public final class Parameters {
  private static final int MOST = 200;

  private final Map<String, List<String>> values;

  private Parameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /** No parameters. */
  public static Parameters none() {
    return new Parameters(Map.of());
  }

  /** Reads encoded text; nothing when an escape is broken or there are too many. */
  public static Optional<Parameters> parse(String encoded) {
    var values = new LinkedHashMap<String, List<String>>();
    if (encoded.isEmpty()) {
      return Optional.of(none());
    }
    String[] pairs = encoded.split("&", -1);
    if (pairs.length > MOST) {
      return Optional.empty();
    }
    try {
      for (String pair : pairs) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        values.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
      }
    } catch (IllegalArgumentException brokenEscape) {
      return Optional.empty();
    }
    return Optional.of(new Parameters(values));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The parameter's value; nothing where it is absent, empty or repeated (RFC 6749 §3.1). */
  public Optional<String> one(String name) {
    List<String> all = all(name);
    return all.size() == 1 && !all.getFirst().isEmpty()
        ? Optional.of(all.getFirst())
        : Optional.empty();
  }

  /** Every value of the parameter. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Whether some parameter other than these is there more than once (RFC 6749 §3.1, §3.2). */
  public boolean repeatsAnyBut(Set<String> repeatable) {
    return values.entrySet().stream()
        .anyMatch(entry -> entry.getValue().size() > 1 && !repeatable.contains(entry.getKey()));
  }

  /** All of them, for a parser. */
  public Map<String, List<String>> asMap() {
    return new LinkedHashMap<>(values);
  }
}
