package io.mcpguard.jose;

import java.time.Instant;
import java.util.Optional;

/**
 * A proof that whoever sent a request holds a key (RFC 9449), good but for whether it was used
 * before; that {@link ProofWindow} says. Only {@link ProofVerifier} makes one.
 */
public final class DpopProof implements ProofVerdict {
  private final String thumbprint;
  private final String id;
  private final Instant issuedAt;
  private final String contentDigest;

  /** {@code contentDigest} is empty text where the proof has none. */
  DpopProof(String thumbprint, String id, Instant issuedAt, String contentDigest) {
    this.thumbprint = thumbprint;
    this.id = id;
    this.issuedAt = issuedAt;
    this.contentDigest = contentDigest;
  }

  /** The RFC 7638 thumbprint of the key: {@code jkt}. */
  public String thumbprint() {
    return thumbprint;
  }

  /** {@code content_digest} (MCP's DPoP extension, draft), unread; many clients have none. */
  public Optional<String> contentDigest() {
    return Optional.of(contentDigest).filter(text -> !text.isEmpty());
  }

  /** {@code jti}, told apart by key so that nobody uses up another's. */
  String id() {
    return id;
  }

  /** {@code iat}. */
  Instant issuedAt() {
    return issuedAt;
  }

  @Override
  public String toString() {
    return "DpopProof[redacted]";
  }
}
