package io.mcpguard.exchange;

import java.time.Duration;
import java.util.Set;

/**
 * A refusal: the stable reason, what the operator reads, and what would cure it.
 *
 * @param reason the row of the refusal table; decides every byte the caller sees
 * @param detail subject, fault and remedy for the operator; goes to the ledger, never to the caller
 * @param cure what the caller may do
 */
public record Denial(Reason reason, String detail, Cure cure) {

  /** A refusal whose cure is the one that its reason always has. */
  public static Denial of(Reason reason, String detail) {
    return new Denial(reason, detail, reason.usualCure());
  }

  /** A refusal that a token with all of {@code needed} would cure. */
  public static Denial insufficientScope(Set<String> needed, String detail) {
    return new Denial(Reason.INSUFFICIENT_SCOPE, detail, new Cure.Scope(needed));
  }

  /** A refusal by quota; the call may be tried again after {@code atLeast}. */
  public static Denial quotaExceeded(Duration atLeast, String detail) {
    return new Denial(Reason.QUOTA_EXCEEDED, detail, new Cure.Wait(atLeast));
  }
}
