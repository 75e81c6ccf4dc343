package io.mcpguard.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Says which known name somebody may have meant. */
final class Nearest {
  private static final int FARTHEST = 3;

  private Nearest() {}

  /** The fault and the remedy for a name that is not known. */
  static String unknown(String what, String name, Collection<String> known) {
    return "is no known "
        + what
        + nearest(name, known).map(n -> "; did you mean " + n + "?").orElse("; " + list(known));
  }

  private static String list(Collection<String> known) {
    return known.isEmpty()
        ? "there is none"
        : "known are " + String.join(", ", known.stream().sorted().toList());
  }

  private static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .filter(
            candidate -> distance(name, candidate) <= Math.min(FARTHEST, (name.length() + 1) / 2))
        .min(
            Comparator.comparingInt((String candidate) -> distance(name, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** How many characters must be added, taken away or changed. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
