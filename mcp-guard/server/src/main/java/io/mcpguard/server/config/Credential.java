package io.mcpguard.server.config;

/**
 * A static header that the guard shows to an upstream.
 *
 * @param header the field name; empty text when there is no credential
 * @param value its value
 */
public record Credential(String header, Secret value) {
  /** Nothing is shown. */
  public static Credential none() {
    return new Credential("", Secret.absent());
  }

  /** A header with a secret in it. */
  public static Credential of(String header, Secret value) {
    return new Credential(header, value);
  }

  /** True when there is something to show. */
  public boolean isPresent() {
    return !header.isEmpty();
  }
}
