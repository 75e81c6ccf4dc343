package io.mcpguard.connect;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import java.util.List;
import java.util.Optional;

/** Who this program is to an authorization server (RFC 6749 §2.2, RFC 7591). */
final class Registration {
  /** The port is the system's choice at each login (RFC 8252 §7.3). */
  private static final String REDIRECT = "http://127.0.0.1" + LoopbackRedirect.PATH;

  private final OAuthRequests requests;

  Registration(OAuthRequests requests) {
    this.requests = requests;
  }

  /** Registers now, as a public client on the user's own machine. */
  String register(AuthorizationServer server, Grant.Binding binding) throws LoginFailed {
    if (server.registration().isEmpty()) {
      throw LoginFailed.because(
          "clients do not register themselves at "
              + server.token().hostHeader()
              + "; have its operator name a client with the redirect URI "
              + REDIRECT
              + " (any port) and give it as --client-id");
    }
    OAuthRequests.Answer answer =
        requests.post(
            requests.place(server.registration(), "registration_endpoint"),
            "application/json",
            List.of(),
            metadata(binding).bytes());
    Optional<JsonObject> client = answer.status() / 100 == 2 ? answer.json() : Optional.empty();
    String id = client.flatMap(body -> body.string("client_id")).orElse("");
    boolean wantsSecret =
        client
            .flatMap(body -> body.string("token_endpoint_auth_method"))
            .filter(method -> !method.equals("none"))
            .isPresent();
    if (id.isEmpty() || wantsSecret) {
      throw LoginFailed.because(
          "the authorization server at "
              + server.token().hostHeader()
              + " registers no public clients (status "
              + answer.status()
              + "); have its operator name one and give it as --client-id");
    }
    return id;
  }

  private static JsonText metadata(Grant.Binding binding) {
    JsonText metadata =
        JsonText.object()
            .put("client_name", "mcp-guard connect")
            .put("redirect_uris", List.of(REDIRECT))
            .put("application_type", "native")
            .put("grant_types", List.of("authorization_code", "refresh_token"))
            .put("response_types", List.of("code"))
            .put("token_endpoint_auth_method", "none");
    return switch (binding) {
      case Grant.Binding.None none -> metadata;
      // RFC 9449 §5.2
      case Grant.Binding.Key key -> metadata.put("dpop_bound_access_tokens", true);
    };
  }
}
