package io.mcpguard.assertion;

/** A token whose signature, claims, issuer, trust domain and times hold; for whichever call. */
public final class VerifiedAssertion {
  private final AssertionClaims claims;

  VerifiedAssertion(AssertionClaims claims) {
    this.claims = claims;
  }

  public AssertionClaims claims() {
    return claims;
  }
}
