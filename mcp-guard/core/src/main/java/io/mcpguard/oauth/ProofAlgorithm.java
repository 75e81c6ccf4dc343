package io.mcpguard.oauth;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a DPoP proof may be signed with (RFC 9449 §4.2): asymmetric algorithms only. */
public enum ProofAlgorithm {
  /** ECDSA on P-256 with SHA-256 (RFC 7518 §3.4). */
  ES256("ES256"),
  /** EdDSA, here on Ed25519 alone (RFC 8037 §3.1). */
  EDDSA("EdDSA"),
  /** The same by the name that says the curve (RFC 9864 §2.2). */
  ED25519("Ed25519");

  private final String wire;

  ProofAlgorithm(String wire) {
    this.wire = wire;
  }

  /** All names, as metadata and challenges say them. */
  public static List<String> names() {
    return Stream.of(values()).map(ProofAlgorithm::wire).toList();
  }

  /** The algorithm of this {@code alg}, compared as text (RFC 7515 §4.1.1). */
  public static Optional<ProofAlgorithm> of(String alg) {
    return Stream.of(values()).filter(one -> one.wire.equals(alg)).findFirst();
  }

  /** The value of {@code alg}. */
  public String wire() {
    return wire;
  }
}
