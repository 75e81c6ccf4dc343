package io.mcpguard.oauth;

/** An authentication scheme for access tokens (RFC 9110 §11.1); the case of its name is free. */
public enum Scheme {
  /** RFC 6750 §2.1. */
  BEARER("Bearer"),
  /** RFC 9449 §7.1. */
  DPOP("DPoP");

  private final String wire;

  Scheme(String wire) {
    this.wire = wire;
  }

  /** The name as challenges say it. */
  public String wire() {
    return wire;
  }
}
