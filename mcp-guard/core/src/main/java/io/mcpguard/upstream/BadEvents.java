package io.mcpguard.upstream;

import java.io.IOException;

/** A stream of events that cannot be read on; becomes a {@link Failed} at the seam. */
final class BadEvents extends IOException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  BadEvents(Fault fault, String says) {
    super(says);
    this.fault = fault;
  }

  BadEvents(Fault fault, String says, Throwable cause) {
    super(says, cause);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
