package io.mcpguard.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The checks of the official suite that are known not to pass, {@code scenario: check} each. */
final class Baseline {
  private Baseline() {}

  /** Reads a resource; empty lines and those that begin with {@code #} say why. */
  static Set<String> read(String resource) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Baseline.class.getResourceAsStream("/" + resource), resource)) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return new TreeSet<>(
          lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#")).toList());
    }
  }
}
