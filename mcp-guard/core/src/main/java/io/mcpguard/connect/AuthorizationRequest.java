package io.mcpguard.connect;

import io.mcpguard.jose.Sha256;
import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One authorization request (RFC 6749 §4.1.1) with PKCE (RFC 7636), and what only its maker knows.
 * The server is that of the moment it was made: an answer of another issuer is refused (RFC 9207).
 */
final class AuthorizationRequest {
  private static final int SECRET_BYTES = 32;

  private final AuthorizationServer server;
  private final String clientId;
  private final String resource;
  private final Scopes scopes;
  private final URI redirect;
  private final Map<String, String> more;
  private final String verifier;
  private final String state;

  private AuthorizationRequest(
      AuthorizationServer server, String clientId, Wish wish, URI redirect, SecureRandom random) {
    this.server = server;
    this.clientId = clientId;
    this.resource = wish.resource();
    this.scopes = wish.scopes();
    this.more = wish.more();
    this.redirect = redirect;
    this.verifier = secret(random);
    this.state = secret(random);
  }

  /**
   * What is asked for.
   *
   * @param resource the server that the tokens are for (RFC 8707)
   * @param scopes none to leave it to the server
   * @param more further parameters, such as {@code acr_values}
   */
  record Wish(String resource, Scopes scopes, Map<String, String> more) {
    Wish {
      more = Map.copyOf(more);
    }
  }

  static AuthorizationRequest begin(
      AuthorizationServer server, String clientId, Wish wish, URI redirect, SecureRandom random) {
    return new AuthorizationRequest(server, clientId, wish, redirect, random);
  }

  /** Where the user goes. */
  URI url() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", clientId);
    query.put("redirect_uri", redirect.toString());
    query.put("state", state);
    query.put("code_challenge", Sha256.base64url(verifier));
    query.put("code_challenge_method", "S256");
    query.put("resource", resource);
    if (!scopes.isEmpty()) {
      query.put("scope", scopes.toString());
    }
    query.putAll(more);
    String place = server.authorization().url();
    return URI.create(place + (place.indexOf('?') < 0 ? "?" : "&") + Form.of(query));
  }

  AuthorizationServer server() {
    return server;
  }

  String clientId() {
    return clientId;
  }

  String resource() {
    return resource;
  }

  Scopes scopes() {
    return scopes;
  }

  URI redirect() {
    return redirect;
  }

  /** The code verifier: a secret. */
  String verifier() {
    return verifier;
  }

  /** What the answer must bring back: a secret. */
  String state() {
    return state;
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "AuthorizationRequest[redacted]";
  }
}
