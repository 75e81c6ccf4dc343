package io.mcpguard.oauth;

import io.mcpguard.assertion.json.JsonText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * OAuth 2.0 protected resource metadata (RFC 9728 §2).
 *
 * @param resource the resource identifier, equal to the URL the client connects to (RFC 9728 §3.3)
 * @param name what a person reads
 * @param authorizationServers issuers, at least one
 * @param scopesSupported the smallest set a client needs to begin with
 * @param boundTokens whether tokens must be bound to a key
 */
public record ProtectedResourceMetadata(
    URI resource,
    String name,
    List<URI> authorizationServers,
    Scopes scopesSupported,
    BoundTokens boundTokens) {

  public ProtectedResourceMetadata {
    authorizationServers = List.copyOf(authorizationServers);
    if (authorizationServers.isEmpty()) {
      throw new IllegalArgumentException("authorization_servers: at least one issuer is needed");
    }
  }

  /**
   * The document. Tokens are taken from the header alone, never from body or query (RFC 6750 §2.1).
   */
  public String json() {
    JsonText text =
        JsonText.object()
            .put("resource", resource.toString())
            .put("resource_name", name)
            .put("authorization_servers", authorizationServers.stream().map(URI::toString).toList())
            .put("scopes_supported", List.copyOf(scopesSupported.tokens()))
            .put("bearer_methods_supported", List.of("header"))
            .put("dpop_signing_alg_values_supported", ProofAlgorithm.names());
    return new String(required(text).bytes(), StandardCharsets.UTF_8);
  }

  /** A flag that is false is left out: that is what its absence means (RFC 9728 §2). */
  private JsonText required(JsonText text) {
    return switch (boundTokens) {
      case OPTIONAL -> text;
      case REQUIRED -> text.put("dpop_bound_access_tokens_required", true);
    };
  }
}
