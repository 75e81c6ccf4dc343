package io.mcpguard.assertion;

/** A message that may be handled. */
public sealed interface Admission {

  /** The guard vouches for the call. */
  record Asserted(ToolCallAssertion call) implements Admission {}

  /**
   * A message that carries no user: handshake, ping, log level, lists, notifications. It must not
   * be given anybody's data.
   *
   * @param method the message's method
   */
  record WithoutUser(String method) implements Admission {}

  /**
   * A message that nobody vouches for, let through by a gate that only observes. It must not be
   * given anybody's data.
   *
   * @param reason why a gate that enforces would have refused it
   */
  record Observed(AssertionRejected.Reason reason) implements Admission {}
}
