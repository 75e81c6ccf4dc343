package io.mcpguard.exchange;

import java.util.List;
import java.util.Set;

/**
 * A refusal: the stable reason, what the operator reads, and what would cure it.
 *
 * @param reason the row of the refusal table; decides every byte the caller sees
 * @param detail subject, fault and remedy for the operator; goes to the ledger, never to the caller
 * @param cure what the caller may do
 * @param ruling what the policy had said by then
 */
public record Denial(Reason reason, String detail, Cure cure, Ruling ruling) {

  /** A refusal whose cure is the one that its reason always has. */
  public static Denial of(Reason reason, String detail) {
    return new Denial(reason, detail, reason.usualCure(), Ruling.none());
  }

  /** A refusal that a token with all of {@code needed} would cure. */
  public static Denial insufficientScope(Set<String> needed, String detail) {
    return new Denial(Reason.INSUFFICIENT_SCOPE, detail, new Cure.Scope(needed), Ruling.none());
  }

  /** A refusal by quota; waiting cures it. */
  public static Denial quotaExceeded(Cure.Wait wait, String detail) {
    return new Denial(Reason.QUOTA_EXCEEDED, detail, wait, Ruling.none());
  }

  /** A refusal of a revision that is not spoken; one of {@code supported} cures it. */
  public static Denial unknownRevision(List<String> supported, String requested) {
    return new Denial(
        Reason.UNKNOWN_REVISION,
        "the request is of a revision that is not spoken here",
        new Cure.Revision(supported, requested),
        Ruling.none());
  }

  /** A refusal of a request whose client did not declare an extension that it belongs to. */
  public static Denial missingExtension(String name) {
    return new Denial(
        Reason.MISSING_CAPABILITY,
        "the request belongs to an extension that its client did not declare",
        new Cure.Extension(name),
        Ruling.none());
  }

  /** This, of a call about which the policy had said {@code said}. */
  public Denial under(Ruling said) {
    return new Denial(reason, detail, cure, said);
  }
}
