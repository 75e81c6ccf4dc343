package io.mcpguard.server.config;

import java.util.List;

/**
 * An agent that is registered here rather than by itself.
 *
 * @param name what the consent page calls it; empty text for its client id
 * @param redirectUris where it may be sent back to, compared exactly but for a loopback port
 * @param secret for a confidential client
 */
public record ClientSettings(String name, List<String> redirectUris, Secret secret) {
  public ClientSettings {
    redirectUris = List.copyOf(redirectUris);
  }

  /** A public client. */
  public static ClientSettings of(String... redirectUris) {
    return new ClientSettings("", List.of(redirectUris), Secret.absent());
  }

  /** This, confidential. */
  public ClientSettings secret(Secret secret) {
    return new ClientSettings(name, redirectUris, secret);
  }
}
