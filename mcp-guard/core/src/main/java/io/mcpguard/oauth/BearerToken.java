package io.mcpguard.oauth;

/** A bearer token as presented: a secret, so it does not print. Nothing about it is verified. */
public final class BearerToken implements Credentials {
  private final String text;

  BearerToken(String text) {
    this.text = text;
  }

  /** The token itself. Call sites of this method are the list of places that see it. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "BearerToken[redacted]";
  }
}
