package io.mcpguard.oauth;

/**
 * An access token as presented under the scheme {@code DPoP} (RFC 9449 §7.1): it is worth nothing
 * without a proof, and does not print. Nothing about it is verified.
 */
public final class DpopToken implements Credentials {
  private final String text;

  DpopToken(String text) {
    this.text = text;
  }

  /** The token itself. Call sites of this method are the list of places that see it. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "DpopToken[redacted]";
  }
}
