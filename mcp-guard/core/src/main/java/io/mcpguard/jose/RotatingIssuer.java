package io.mcpguard.jose;

import io.mcpguard.assertion.AssertionIssuer;
import io.mcpguard.assertion.signature.RequestSigner;
import java.util.Optional;

/** What is signed under the ring's present signing key; a new one after each rotation. */
public final class RotatingIssuer {
  private final SigningKeys keys;
  private volatile Optional<Bound> bound = Optional.empty();

  private record Bound(String keyId, AssertionIssuer issuer, RequestSigner requests) {}

  public RotatingIssuer(SigningKeys keys) {
    this.keys = keys;
  }

  /** The issuer to use for one assertion; not to be kept. */
  public AssertionIssuer current() {
    return bound().issuer();
  }

  /** The signer to use for one HTTP request; not to be kept. */
  public RequestSigner requests() {
    return bound().requests();
  }

  private Bound bound() {
    String active = keys.activeKeyId();
    Optional<Bound> known = bound.filter(one -> one.keyId().equals(active));
    return known.orElseGet(this::bind);
  }

  private Bound bind() {
    var signer = new Es256Signer(keys);
    Bound fresh = new Bound(signer.keyId(), new AssertionIssuer(signer), new RequestSigner(signer));
    bound = Optional.of(fresh);
    return fresh;
  }
}
