package io.mcpguard.assertion;

import java.security.Provider;
import java.util.Optional;

/** The signature algorithms of an assertion; there are no others. */
public enum Algorithm {
  /** ECDSA on P-256 with SHA-256 (RFC 7518 §3.4). */
  ES256("ES256"),
  /** EdDSA on Ed25519 (RFC 8032; the fully specified name of RFC 9864). */
  ED25519("Ed25519");

  private final String joseName;

  Algorithm(String joseName) {
    this.joseName = joseName;
  }

  /** The value of {@code alg}. */
  public String joseName() {
    return joseName;
  }

  /**
   * The first installed provider that has it.
   *
   * @throws IllegalStateException when there is none
   */
  public Provider provider() {
    return Signatures.provider(this);
  }

  static Optional<Algorithm> named(String joseName) {
    for (Algorithm algorithm : values()) {
      if (algorithm.joseName.equals(joseName)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
