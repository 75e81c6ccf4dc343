package io.mcpguard.upstream;

/** A session that a caller's id names: one that is open here, or one that can go on. */
public sealed interface KnownSession {
  /** One of the guard's own. */
  record Open(LegacySession session) implements KnownSession {}

  /** One that is kept elsewhere and is not open. */
  record Past(PastSession session) implements KnownSession {}
}
