package io.mcpguard.authserver.token;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.Parameters;
import io.mcpguard.authserver.web.Reply;
import io.mcpguard.delegation.Grant;
import io.mcpguard.jose.Confirmation;
import io.mcpguard.jose.VerifiedJwt;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The introspection endpoint, at {@code /oauth/introspect} (RFC 7662): a confidential client asks
 * about its own access tokens. About anything else it learns {@code active: false} and no more, so
 * that nobody can fish (RFC 7662 §4).
 */
public final class IntrospectionEndpoint implements Endpoint {
  private final ClientAuthenticator authenticator;
  private final PresentedTokens tokens;

  public IntrospectionEndpoint(ClientAuthenticator authenticator, PresentedTokens tokens) {
    this.authenticator = authenticator;
    this.tokens = tokens;
  }

  @Override
  public Reply answer(Call call) {
    if (!call.method().equals("POST")) {
      return Reply.wrongMethod("POST");
    }
    Optional<Parameters> form = call.form().filter(one -> !one.repeatsAnyBut(Set.of()));
    Optional<String> token = form.flatMap(one -> one.one("token"));
    if (form.isEmpty() || token.isEmpty()) {
      return TokenAnswers.error(OAuth2Error.INVALID_REQUEST, "a form with one token is needed");
    }
    // RFC 7662 §2.1: "the endpoint MUST also require some form of authorization".
    return switch (authenticator.authenticate(call, form.get())) {
      case ClientAuthenticator.Attempt.Proven(var client) when client.isConfidential() ->
          TokenAnswers.object(200, described(token.get(), client));
      case ClientAuthenticator.Attempt.Proven anybody -> mustProveItself();
      case ClientAuthenticator.Attempt.Unproven unproven -> mustProveItself();
      case ClientAuthenticator.Attempt.TooMany tooMany -> TokenAnswers.tooManyGuesses();
    };
  }

  private static Reply mustProveItself() {
    return TokenAnswers.error(
        OAuth2Error.INVALID_CLIENT, "only a client that proves itself may ask");
  }

  private Map<String, Object> described(String token, Client client) {
    Optional<VerifiedJwt> jwt = tokens.accessToken(token);
    Optional<Grant> grant = jwt.flatMap(one -> tokens.grantOf(token, client.id()));
    var members = new LinkedHashMap<String, Object>();
    members.put("active", jwt.isPresent() && grant.isPresent());
    if (jwt.isPresent() && grant.isPresent()) {
      members.put("scope", jwt.get().scopes().toString());
      members.put("client_id", client.id());
      switch (jwt.get().confirmation()) {
        case Confirmation.None none -> members.put("token_type", "Bearer");
        case Confirmation.Key(String thumbprint) -> {
          // RFC 9449 §6.2
          members.put("token_type", "DPoP");
          members.put("cnf", Map.of("jkt", thumbprint));
        }
        case Confirmation.Unknown unknown ->
            throw new IllegalStateException("a token of ours is bound to something unknown");
      }
      members.put("sub", jwt.get().subject());
      members.put("aud", grant.get().resource());
      members.put("iss", jwt.get().issuer());
      members.put("exp", jwt.get().expiresAt().getEpochSecond());
      jwt.get().time("iat").ifPresent(at -> members.put("iat", at.getEpochSecond()));
      jwt.get().string("jti").ifPresent(id -> members.put("jti", id));
    }
    return members;
  }
}
