package io.mcpguard.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a run of the suite is known to find wanting, and why: one line each, {@code scenario: check
 * = reason}. A test fails on what is not in it, and on what is in it and succeeds.
 */
final class Baseline {
  private static final String BECAUSE = " = ";

  private Baseline() {}

  /** The reasons by {@code scenario: check}. */
  static Map<String, String> read(String resource) throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    try (InputStream in =
        Objects.requireNonNull(Baseline.class.getResourceAsStream("/" + resource), resource)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          int because = line.indexOf(BECAUSE);
          if (because < 0 || reasons.containsKey(line.substring(0, because))) {
            throw new IllegalStateException("not a line of its own with a reason: " + line);
          }
          reasons.put(line.substring(0, because), line.substring(because + BECAUSE.length()));
        }
      }
    }
    return reasons;
  }
}
