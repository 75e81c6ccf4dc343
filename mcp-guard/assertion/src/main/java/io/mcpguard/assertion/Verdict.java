package io.mcpguard.assertion;

/** What became of a message, for metrics; it holds nothing of the message and nobody's name. */
public sealed interface Verdict {

  /** The guard vouches for the call. */
  record Asserted() implements Verdict {}

  /** The message carries no user. */
  record WithoutUser() implements Verdict {}

  /** The message was refused. */
  record Refused(AssertionRejected.Reason reason) implements Verdict {}

  /** The message was let through without a user, and would be refused where rules are enforced. */
  record WouldRefuse(AssertionRejected.Reason reason) implements Verdict {}
}
