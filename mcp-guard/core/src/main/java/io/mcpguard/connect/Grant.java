package io.mcpguard.connect;

import io.mcpguard.jose.ProofSigner;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a login left: the tokens, whom they are from and for, and the key they are bound to.
 *
 * @param endpoint the MCP server's URL
 * @param resource its resource identifier (RFC 8707)
 * @param issuer who issued the tokens
 * @param tokenEndpoint where they are refreshed
 * @param clientId whom they were issued to
 * @param binding the key they are bound to, or that they are not
 * @param tokens the tokens
 */
record Grant(
    String endpoint,
    String resource,
    String issuer,
    String tokenEndpoint,
    String clientId,
    Binding binding,
    Issued tokens) {
  /** A token that ends sooner is renewed before it is used. */
  private static final Duration SPARE = Duration.ofSeconds(30);

  /** What tokens are bound to. */
  sealed interface Binding {
    /** Whoever has them may use them. */
    record None() implements Binding {}

    /** A key of ours (RFC 9449). */
    record Key(ProofSigner signer) implements Binding {}
  }

  /** The same with fresh tokens; a refresh token that was not replaced goes on (RFC 6749 §6). */
  Grant with(Issued fresh) {
    Issued kept =
        fresh.refresh().isEmpty()
            ? new Issued(fresh.access(), tokens.refresh(), fresh.expires(), fresh.scopes())
            : fresh;
    return new Grant(endpoint, resource, issuer, tokenEndpoint, clientId, binding, kept);
  }

  /** Whether its access token had better be renewed now. */
  boolean isEnding(Instant now) {
    return !tokens.expires().equals(Instant.MAX) && !now.isBefore(tokens.expires().minus(SPARE));
  }

  /** Whether its access token has ended. */
  boolean hasEnded(Instant now) {
    return !now.isBefore(tokens.expires());
  }

  boolean isRefreshable() {
    return !tokens.refresh().isEmpty();
  }

  /** Whether both hold the same access token. */
  boolean isSame(Grant other) {
    return tokens.access().equals(other.tokens.access());
  }

  /** The key; nothing for bearer tokens. */
  Optional<ProofSigner> signer() {
    return switch (binding) {
      case Binding.None none -> Optional.empty();
      case Binding.Key(ProofSigner signer) -> Optional.of(signer);
    };
  }

  @Override
  public String toString() {
    return "Grant[" + endpoint + ", redacted]";
  }
}
