package io.mcpguard.identity;

/** What ties an agent's tokens, or the code for them, to the agent. */
public sealed interface KeyBinding {
  /** Nothing: whoever has them can use them. */
  record None() implements KeyBinding {}

  /**
   * A key that the agent must prove to hold whenever it uses them (RFC 9449).
   *
   * @param thumbprint RFC 7638 with SHA-256, base64url
   */
  record Dpop(String thumbprint) implements KeyBinding {}

  /** How the agent authenticated, as records and assertions say it. */
  default String method() {
    return switch (this) {
      case None none -> "bearer";
      case Dpop key -> "dpop";
    };
  }

  /** How far that goes: {@code bearer} or {@code key-bound}. */
  default String assurance() {
    return switch (this) {
      case None none -> "bearer";
      case Dpop key -> "key-bound";
    };
  }
}
