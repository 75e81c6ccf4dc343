package io.mcpguard.audit;

import java.util.Locale;

/** How a call ended, as its outcome record says it. */
public enum Status {
  /** The tool server answered with a result. */
  EXECUTED,
  /** Nothing was sent, or the tool server refused before acting. */
  REFUSED,
  /** The tool server answered with an error. */
  ERRORED,
  /** No answer came in time; the tool server may have acted. */
  TIMED_OUT,
  /** The caller cancelled; the tool server may have acted. */
  CANCELLED,
  /** The end was not seen. */
  UNKNOWN;

  /** The word in the record. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
