package io.mcpguard.protocol;

/** What says that a call belongs to its run. */
public sealed interface RunBinding {
  /** A handle that the guard gave to this agent and user before. */
  record Handle() implements RunBinding {}

  /**
   * The run begins with this call, whose result brings the handle.
   *
   * @param handle sealed for this agent and user
   */
  record Minted(String handle) implements RunBinding {}

  /** The legacy session around it. */
  record Session() implements RunBinding {}

  /** The access token alone. */
  record Token() implements RunBinding {}

  /** It is the run of the call that led to this one. */
  record Parent() implements RunBinding {}

  /** The word in records. */
  default String word() {
    return switch (this) {
      case Handle handle -> "handle";
      case Minted minted -> "handle";
      case Session session -> "session";
      case Token token -> "token";
      case Parent parent -> "parent";
    };
  }
}
