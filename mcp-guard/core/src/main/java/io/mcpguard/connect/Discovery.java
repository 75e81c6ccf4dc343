package io.mcpguard.connect;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.http.Destination;
import io.mcpguard.oauth.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out who issues tokens for a server: RFC 9728, then RFC 8414 or OpenID Connect Discovery.
 *
 * <p>The attacker runs a server that the user was talked into, or one of the authorization servers.
 * So a document speaks only for the resource or the issuer whose place it was found at, and both
 * are compared as text.
 */
final class Discovery {
  private static final String RESOURCE = "/.well-known/oauth-protected-resource";
  private static final String SERVER = "/.well-known/oauth-authorization-server";
  private static final String OPENID = "/.well-known/openid-configuration";

  private final OAuthRequests requests;
  private final Destination endpoint;

  /** A document and the URL that it was found at. */
  private record Found(String place, JsonObject document) {}

  Discovery(OAuthRequests requests, Destination endpoint) {
    this.requests = requests;
    this.endpoint = endpoint;
  }

  /**
   * The server as a protected resource.
   *
   * @param named the {@code resource_metadata} of its challenge (RFC 9728 §5.1); else empty text
   */
  ProtectedResource resource(String named) throws LoginFailed {
    List<String> places = new ArrayList<>();
    if (named.isEmpty()) {
      String path = endpoint.path().split("\\?", 2)[0];
      if (path.length() > 1) {
        places.add(endpoint.at(RESOURCE + path).url());
      }
      places.add(endpoint.at(RESOURCE).url());
    } else {
      places.add(named);
    }
    Found found = first(places, "the protected resource metadata");
    JsonObject document = found.document();
    String identifier = document.string("resource").orElse("");
    // RFC 9728 §3.3: "If the values are not identical, the data contained in the response MUST NOT
    // be used." Else a server could have tokens issued that are meant for another one. What stands
    // at the root of the host speaks for the host, to which the tokens then go alone.
    boolean ofHost = named.isEmpty() && found.place().equals(endpoint.at(RESOURCE).url());
    ProtectedResource.Extent extent =
        is(identifier, endpoint)
            ? ProtectedResource.Extent.ENDPOINT
            : ProtectedResource.Extent.HOST;
    if (extent == ProtectedResource.Extent.HOST && !(ofHost && is(identifier, endpoint.at("/")))) {
      throw LoginFailed.because(
          "the protected resource metadata is for another resource than "
              + endpoint.url()
              + "; connect to the URL that its operator names");
    }
    String issuer =
        strings(document, "authorization_servers").stream()
            .findFirst()
            .orElseThrow(() ->
                LoginFailed.because(
                    "the protected resource metadata names no authorization_servers"));
    List<String> scopes =
        strings(document, "scopes_supported").stream().filter(Scopes::isToken).toList();
    return new ProtectedResource(identifier, issuer, Scopes.of(scopes), extent);
  }

  /** The authorization server with this issuer. */
  AuthorizationServer server(String issuer) throws LoginFailed {
    Destination place = requests.place(issuer, "the issuer");
    JsonObject document = first(places(place), "the authorization server metadata").document();
    // RFC 8414 §3.3: "If these values are not identical, the data contained in the response MUST
    // NOT be used."
    if (!document.string("issuer").orElse("").equals(issuer)) {
      throw LoginFailed.because(
          "the authorization server metadata at "
              + place.hostHeader()
              + " is of another issuer than the resource names");
    }
    if (!strings(document, "code_challenge_methods_supported").contains("S256")) {
      throw LoginFailed.because(
          "the authorization server at "
              + place.hostHeader()
              + " does not offer PKCE with S256, without which no login is safe");
    }
    return new AuthorizationServer(
        issuer,
        endpoint(document, "authorization_endpoint"),
        endpoint(document, "token_endpoint"),
        document.string("registration_endpoint").orElse(""),
        document.truth("authorization_response_iss_parameter_supported").orElse(false),
        strings(document, "dpop_signing_alg_values_supported").contains("ES256"),
        strings(document, "scopes_supported").contains("offline_access"));
  }

  /** RFC 8414 §3.1, then OpenID Connect Discovery 1.0 §4 in both places that are in use. */
  private static List<String> places(Destination issuer) {
    String path = issuer.path().replaceFirst("/+$", "");
    return path.isEmpty()
        ? List.of(issuer.at(SERVER).url(), issuer.at(OPENID).url())
        : List.of(
            issuer.at(SERVER + path).url(),
            issuer.at(OPENID + path).url(),
            issuer.at(path + OPENID).url());
  }

  private Found first(List<String> places, String called) throws LoginFailed {
    for (String place : places) {
      OAuthRequests.Answer answer = requests.get(place, called);
      if (answer.status() == 200 && answer.json().isPresent()) {
        return new Found(place, answer.json().get());
      }
    }
    throw LoginFailed.because(
        called
            + " of "
            + endpoint.hostHeader()
            + " cannot be found; is it an MCP server with"
            + " OAuth at this URL?");
  }

  private Destination endpoint(JsonObject document, String member) throws LoginFailed {
    Optional<String> url = document.string(member);
    if (url.isEmpty()) {
      throw LoginFailed.because("the authorization server metadata lacks " + member);
    }
    return requests.place(url.get(), member);
  }

  /** The same URL in its one spelling, with or without the slash of an empty path. */
  private boolean is(String identifier, Destination place) {
    try {
      return requests.place(identifier, "resource").url().equals(place.url());
    } catch (LoginFailed otherwise) {
      return false;
    }
  }

  private static List<String> strings(JsonObject document, String member) {
    return document.array(member).map(JsonArray::values).orElse(List.of()).stream()
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value())
        .toList();
  }
}
