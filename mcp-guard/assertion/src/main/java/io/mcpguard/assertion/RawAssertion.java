package io.mcpguard.assertion;

/** A token that nobody has verified. It does not print. */
public final class RawAssertion {
  private final String token;

  public RawAssertion(String token) {
    this.token = token;
  }

  String reveal() {
    return token;
  }

  @Override
  public String toString() {
    return "RawAssertion[redacted]";
  }
}
