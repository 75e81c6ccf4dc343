package io.mcpguard.conformance;

/** A set of scenarios that the official suite requires of a server, run at its revision's wire. */
enum Requirements {
  OF_2025_11_25("2025-11-25", 30),
  OF_2026_07_28("2026-07-28", 37);

  private final String revision;
  private final int scenarios;

  Requirements(String revision, int scenarios) {
    this.revision = revision;
    this.scenarios = scenarios;
  }

  /** How the suite calls the set. */
  String revision() {
    return revision;
  }

  /** How many scenarios are required; the suite runs others too. */
  int scenarios() {
    return scenarios;
  }
}
