package io.mcpguard.upstream;

import io.mcpguard.audit.CounterSignature;
import io.mcpguard.audit.Status;
import io.mcpguard.exchange.Reason;

/**
 * How a request ended that was not answered.
 *
 * @param status what its record says
 * @param reason the code of what ended it; empty text where its client did, or nothing went wrong
 * @param upstreamStatus the HTTP status of what the upstream said; 0 where it said nothing
 * @param signed what was found of a signature of what it said
 */
record Ending(Status status, String reason, int upstreamStatus, CounterSignature signed) {
  /** An end that needs no reason. */
  static Ending as(Status status) {
    return new Ending(status, "", 0, new CounterSignature.NotAsked());
  }

  static Ending because(Reason reason, Status status) {
    return new Ending(status, reason.code(), 0, new CounterSignature.NotAsked());
  }

  /** The same, after the upstream said something. */
  Ending after(int upstreamStatus, CounterSignature signed) {
    return new Ending(status, reason, upstreamStatus, signed);
  }

  /** The same, while the upstream was saying something. */
  Ending during(int upstreamStatus) {
    return after(upstreamStatus, signed);
  }
}
