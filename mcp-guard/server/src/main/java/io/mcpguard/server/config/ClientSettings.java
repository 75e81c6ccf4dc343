package io.mcpguard.server.config;

import java.util.List;

/**
 * An agent that is registered here rather than by itself.
 *
 * @param name what the consent page calls it; empty text for its client id
 * @param redirectUris where it may be sent back to, compared exactly but for a loopback port
 * @param secret for a confidential client that shows one
 * @param jwks for a confidential client that signs, its public keys as a JSON Web Key Set; else
 *     empty text
 */
public record ClientSettings(String name, List<String> redirectUris, Secret secret, String jwks) {
  public ClientSettings {
    redirectUris = List.copyOf(redirectUris);
  }

  /** A public client. */
  public static ClientSettings of(String... redirectUris) {
    return new ClientSettings("", List.of(redirectUris), Secret.absent(), "");
  }

  /** This, confidential by a secret. */
  public ClientSettings secret(Secret secret) {
    return new ClientSettings(name, redirectUris, secret, jwks);
  }

  /** This, confidential by signatures under these keys ({@code private_key_jwt}, RFC 7523). */
  public ClientSettings jwks(String jwks) {
    return new ClientSettings(name, redirectUris, secret, jwks);
  }
}
