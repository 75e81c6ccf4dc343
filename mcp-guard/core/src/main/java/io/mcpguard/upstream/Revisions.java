package io.mcpguard.upstream;

import java.util.Set;

/** The legacy revisions of MCP that are spoken here; revisions are dates, so they sort. */
public final class Revisions {
  /** What a client gets that asks for one we do not speak (2025-11-25, basic/lifecycle). */
  static final String LATEST = "2025-11-25";

  /** The only one with batches. */
  static final String WITH_BATCHES = "2025-03-26";

  private static final Set<String> SPOKEN = Set.of(LATEST, "2025-06-18", WITH_BATCHES);

  private Revisions() {}

  /** What a client gets that asks for {@code revision} (2025-11-25, basic/lifecycle). */
  public static String negotiated(String revision) {
    return isSpoken(revision) ? revision : LATEST;
  }

  /** Clients of earlier ones would take a URL elicitation for a form. */
  public static boolean hasUrlElicitation(String revision) {
    return revision.compareTo(LATEST) >= 0;
  }

  /** Clients of earlier ones take an event without data for a broken message. */
  public static boolean hasPriming(String revision) {
    return revision.compareTo(LATEST) >= 0;
  }

  /** Whether we speak {@code revision}. */
  public static boolean isSpoken(String revision) {
    return SPOKEN.contains(revision);
  }
}
