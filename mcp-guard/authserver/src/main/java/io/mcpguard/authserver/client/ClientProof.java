package io.mcpguard.authserver.client;

/** How a client proves itself at the token endpoint (RFC 6749 §2.3, RFC 7523 §2.2). */
public sealed interface ClientProof {
  /** A public client: {@code none}. */
  record None() implements ClientProof {}

  /**
   * {@code client_secret_basic} or {@code client_secret_post}.
   *
   * @param digest lower-case hexadecimal SHA-256 of the secret
   */
  record Secret(String digest) implements ClientProof {}

  /**
   * {@code private_key_jwt}.
   *
   * @param jwks the public keys
   */
  record Keys(String jwks) implements ClientProof {}
}
