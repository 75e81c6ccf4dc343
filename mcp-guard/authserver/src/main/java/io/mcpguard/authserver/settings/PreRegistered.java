package io.mcpguard.authserver.settings;

import java.util.List;

/**
 * A client the operator wrote into the configuration ({@code clients.ID}).
 *
 * @param id its {@code client_id}
 * @param name what the consent page calls it; the operator vouches for it
 * @param redirectUris where answers may go
 * @param proof how it proves itself at the token endpoint
 */
public record PreRegistered(String id, String name, List<String> redirectUris, Proof proof) {
  public PreRegistered {
    redirectUris = List.copyOf(redirectUris);
  }

  /** How a pre-registered client proves itself. */
  public sealed interface Proof {
    /** Not at all: a public client, bound by PKCE alone. */
    record None() implements Proof {}

    /** By a shared secret (client_secret_basic, client_secret_post). */
    record Secret(String secret) implements Proof {
      @Override
      public String toString() {
        return "Secret[redacted]";
      }
    }

    /** By a signature (private_key_jwt, RFC 7523) under one of these public keys, a JWKS. */
    record Keys(String jwks) implements Proof {}
  }
}
