package io.mcpguard.jose;

import io.mcpguard.assertion.AssertionIssuer;

/** The issuer of assertions under the ring's present signing key; a new one after each rotation. */
public final class RotatingIssuer {
  private final SigningKeys keys;
  private volatile Bound bound;

  private record Bound(String keyId, AssertionIssuer issuer) {}

  public RotatingIssuer(SigningKeys keys) {
    this.keys = keys;
    this.bound = bind();
  }

  /** The issuer to use for one assertion; not to be kept. */
  public AssertionIssuer current() {
    Bound now = bound;
    if (!now.keyId().equals(keys.activeKeyId())) {
      now = bind();
      bound = now;
    }
    return now.issuer();
  }

  private Bound bind() {
    var signer = new Es256Signer(keys);
    return new Bound(signer.keyId(), new AssertionIssuer(signer));
  }
}
