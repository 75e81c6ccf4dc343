package io.mcpguard.authserver.metadata;

import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.settings.ProtectedResource;
import io.mcpguard.authserver.settings.Registration;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.Reply;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.oauth.AuthorizationServerMetadata;
import io.mcpguard.oauth.ProofAlgorithm;
import io.mcpguard.oauth.ProtectedResourceMetadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The documents at every place where clients look for them. */
public final class MetadataEndpoints {
  private static final String SERVER = "/.well-known/oauth-authorization-server";
  private static final String OPENID = "/.well-known/openid-configuration";
  private static final String RESOURCE = "/.well-known/oauth-protected-resource";

  /**
   * Shorter than {@link SigningKeys#AHEAD}, so that no key signs that somebody may not have yet.
   */
  private static final int FRESH_S = 300;

  private static final List<String> METHODS =
      List.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt");

  /** RFC 8414 §2: MUST be there where private_key_jwt is. */
  private static final List<String> SIGNING = List.of("ES256", "PS256", "RS256");

  private final AuthorizationServerSettings settings;
  private final List<SigningKeys> rings;

  /**
   * Documents of one server.
   *
   * @param rings every ring whose public keys others verify with
   */
  public MetadataEndpoints(AuthorizationServerSettings settings, List<SigningKeys> rings) {
    this.settings = settings;
    this.rings = List.copyOf(rings);
  }

  /** Endpoints by path. */
  public Map<String, Endpoint> endpoints() {
    var endpoints = new LinkedHashMap<String, Endpoint>();
    Endpoint server = document(server()::json);
    Endpoint openid = document(openid()::json);
    endpoints.put(SERVER, server);
    endpoints.put(OPENID, openid);
    for (ProtectedResource resource : settings.resources().all()) {
      String path = resource.uri().getRawPath();
      // Some clients put the MCP path behind the issuer's well-known name, some look below the MCP
      // path.
      endpoints.put(SERVER + path, server);
      endpoints.put(OPENID + path, openid);
      endpoints.put(path + OPENID, openid);
      endpoints.put(RESOURCE + path, document(resource(resource)::json));
    }
    settings
        .resources()
        .resolve(List.of())
        .ifPresent(one -> endpoints.putIfAbsent(RESOURCE, document(resource(one)::json)));
    endpoints.put("/.well-known/jwks.json", document(() -> SigningKeys.jwks(rings)));
    return endpoints;
  }

  private static Endpoint document(Supplier<String> text) {
    return call ->
        switch (call.method()) {
          case "GET", "HEAD" -> Reply.json(200, text.get()).cacheable(FRESH_S).anyOrigin();
          default -> Reply.wrongMethod("GET, HEAD");
        };
  }

  private ProtectedResourceMetadata resource(ProtectedResource resource) {
    return new ProtectedResourceMetadata(
        resource.uri(),
        resource.name(),
        List.of(settings.issuer()),
        resource.scopes(),
        settings.boundTokens());
  }

  private AuthorizationServerMetadata server() {
    var metadata =
        AuthorizationServerMetadata.of(settings.issuer())
            .url("authorization_endpoint", settings.at("/oauth/authorize"))
            .url("token_endpoint", settings.at("/oauth/token"))
            .url("jwks_uri", settings.at("/.well-known/jwks.json"))
            .url("revocation_endpoint", settings.at("/oauth/revoke"))
            .url("introspection_endpoint", settings.at("/oauth/introspect"))
            .list("scopes_supported", settings.scopes().tokens())
            .list("response_types_supported", List.of("code"))
            .list("response_modes_supported", List.of("query"))
            .list("grant_types_supported", List.of("authorization_code", "refresh_token"))
            .list("code_challenge_methods_supported", List.of("S256"))
            .list("token_endpoint_auth_methods_supported", METHODS)
            .list("token_endpoint_auth_signing_alg_values_supported", SIGNING)
            .list("revocation_endpoint_auth_methods_supported", METHODS)
            .list("revocation_endpoint_auth_signing_alg_values_supported", SIGNING)
            .list("introspection_endpoint_auth_signing_alg_values_supported", SIGNING)
            .list(
                "introspection_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "client_secret_post", "private_key_jwt"))
            .list("dpop_signing_alg_values_supported", ProofAlgorithm.names())
            .flag("authorization_response_iss_parameter_supported")
            .flag("client_id_metadata_document_supported");
    return settings.registration() == Registration.OPEN
        ? metadata.url("registration_endpoint", settings.at("/oauth/register"))
        : metadata;
  }

  /**
   * The same where clients look that know OpenID Connect Discovery only; its §3 requires two
   * members more. No ID token is ever issued, and {@code openid} is no scope here.
   */
  private AuthorizationServerMetadata openid() {
    return server()
        .list("subject_types_supported", List.of("public"))
        .list("id_token_signing_alg_values_supported", List.of("ES256"));
  }
}
