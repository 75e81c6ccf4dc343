package io.mcpguard.connect;

/** What a request presents. */
sealed interface Access {
  /** Nothing: there was no login yet, or none is needed. */
  record None() implements Access {}

  /** The token of a grant. */
  record Granted(Grant grant) implements Access {}

  /** Nothing, since a login is needed and there is none. */
  record Refused(Trouble trouble) implements Access {}
}
