package io.mcpguard.server.config;

/** A text that does not print. */
public final class Secret {
  private static final Secret ABSENT = new Secret("");

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** A secret, or whatever else should not show in a log. */
  public static Secret of(String text) {
    return new Secret(text);
  }

  /** No secret. */
  public static Secret absent() {
    return ABSENT;
  }

  /** True when there is one. */
  public boolean isPresent() {
    return !text.isEmpty();
  }

  /** The text. Whoever calls this is on the audit list. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}
