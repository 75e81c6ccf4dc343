package io.mcpguard.oauth;

/** Whether access tokens must be bound to a key of the client (RFC 9449 §6). */
public enum BoundTokens {
  /** A client that sends a proof gets bound tokens, any other bearer tokens. */
  OPTIONAL,
  /** {@code dpop_bound_access_tokens_required} (RFC 9728 §2): no others are issued or taken. */
  REQUIRED
}
