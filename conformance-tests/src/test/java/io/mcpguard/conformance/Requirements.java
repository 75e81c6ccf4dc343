package io.mcpguard.conformance;

import java.util.Arrays;

/** A set of scenarios that the official suite requires, run at its revision's wire. */
enum Requirements {
  OF_2025_11_25("2025-11-25", 30, 18),
  OF_2026_07_28("2026-07-28", 37, 32);

  private final String revision;
  private final int ofServers;
  private final int ofClients;

  Requirements(String revision, int ofServers, int ofClients) {
    this.revision = revision;
    this.ofServers = ofServers;
    this.ofClients = ofClients;
  }

  /** The set of this revision. */
  static Requirements of(String revision) {
    return Arrays.stream(values())
        .filter(set -> set.revision.equals(revision))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no set of scenarios for " + revision));
  }

  /** How the suite calls the set. */
  String revision() {
    return revision;
  }

  /** How many scenarios are required of a server; the suite runs others too. */
  int ofServers() {
    return ofServers;
  }

  /** How many scenarios are required of a client; the suite runs others too. */
  int ofClients() {
    return ofClients;
  }
}
