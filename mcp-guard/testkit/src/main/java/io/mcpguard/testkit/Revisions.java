package io.mcpguard.testkit;

import java.util.List;

/** The protocol revisions with a handshake, oldest first. */
final class Revisions {
  private static final List<String> LEGACY = List.of("2025-03-26", "2025-06-18", "2025-11-25");

  private Revisions() {}

  /** "Otherwise, the server MUST respond with another protocol version it supports" (lifecycle). */
  static String negotiate(String asked) {
    return known(asked) ? asked : LEGACY.getLast();
  }

  static boolean known(String revision) {
    return LEGACY.contains(revision);
  }

  /** Only 2025-03-26 has batches. */
  static boolean batches(String revision) {
    return revision.equals(LEGACY.getFirst());
  }
}
