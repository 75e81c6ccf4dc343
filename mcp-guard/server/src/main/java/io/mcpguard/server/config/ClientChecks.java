package io.mcpguard.server.config;

import io.mcpguard.jose.VerificationKeys;
import java.net.URI;

/**
 * Checks the pre-registered agents: where they may be sent back to, and how they prove themselves.
 */
final class ClientChecks {
  /**
   * RFC 6749 §10.10: guessing MUST succeed at most once in 2^128, which is 32 random hex digits.
   */
  private static final int SHORTEST_SECRET = 32;

  private final Configuration c;
  private final Problems problems;

  ClientChecks(Configuration configuration, Problems problems) {
    this.c = configuration;
    this.problems = problems;
  }

  void run() {
    c.clients()
        .forEach((id, client) -> {
          redirects("clients." + id + ".redirect-uris", client);
          secret("clients." + id + ".secret", client.secret());
          keys("clients." + id + ".jwks", client);
        });
  }

  private void redirects(String key, ClientSettings client) {
    if (client.redirectUris().isEmpty()) {
      problems.add(key, "has none; name where the agent may be sent back to");
    }
    client.redirectUris().stream()
        .filter(uri -> !isRedirect(uri))
        .forEach(uri ->
            problems.add(
                key, uri + " must be an https URL, or an http URL of loopback, without fragment"));
  }

  private void secret(String key, Secret secret) {
    String text = secret.reveal();
    if (secret.isPresent() && text.codePointCount(0, text.length()) < SHORTEST_SECRET) {
      problems.add(
          key,
          "must have at least "
              + SHORTEST_SECRET
              + " characters; make one at random, for instance with openssl rand -hex 32");
    }
  }

  /** Never says what stands in the set: it might be a private key. */
  private void keys(String key, ClientSettings client) {
    if (client.jwks().isEmpty()) {
      return;
    }
    // RFC 6749 §2.3: "The client MUST NOT use more than one authentication method".
    if (client.secret().isPresent()) {
      problems.add(
          key, "stands beside secret; an agent proves itself in one way, remove the other");
    }
    if (!isKeySet(client.jwks())) {
      problems.add(
          key,
          "must be a JSON Web Key Set with at least one key, public ones only, of several each"
              + " with a kid of its own");
    }
  }

  private static boolean isKeySet(String text) {
    try {
      return !VerificationKeys.parseAllowingMissingId(text).isEmpty();
    } catch (IllegalArgumentException unusable) {
      return false;
    }
  }

  private static boolean isRedirect(String text) {
    try {
      URI uri = URI.create(text);
      boolean safe =
          "https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme())
                  && Loopback.isLoopback(String.valueOf(uri.getHost())));
      return safe && uri.getHost() != null && uri.getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
