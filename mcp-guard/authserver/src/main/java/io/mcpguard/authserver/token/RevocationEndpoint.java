package io.mcpguard.authserver.token;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.events.AuthorizationEvents.RevocationCause;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.Parameters;
import io.mcpguard.authserver.web.Reply;
import java.util.Optional;
import java.util.Set;

/**
 * The revocation endpoint, at {@code /oauth/revoke} (RFC 7009): either token of a grant ends the
 * grant.
 *
 * <p>A token that is unknown, ended or somebody else's gets the same 200 and ends nothing (RFC 7009
 * §2.2).
 */
public final class RevocationEndpoint implements Endpoint {
  private final ClientAuthenticator authenticator;
  private final PresentedTokens tokens;
  private final Revocation revocation;

  public RevocationEndpoint(
      ClientAuthenticator authenticator, PresentedTokens tokens, Revocation revocation) {
    this.authenticator = authenticator;
    this.tokens = tokens;
    this.revocation = revocation;
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
    return switch (authenticator.authenticate(call, form.get())) {
      case ClientAuthenticator.Attempt.Proven(var client) -> revoke(token.get(), client);
      case ClientAuthenticator.Attempt.Unproven unproven -> TokenAnswers.invalidClient();
      case ClientAuthenticator.Attempt.TooMany tooMany -> TokenAnswers.tooManyGuesses();
    };
  }

  private Reply revoke(String token, Client client) {
    tokens
        .grantOf(token, client.id())
        .ifPresent(grant -> revocation.end(grant.id(), RevocationCause.CLIENT));
    return Reply.empty(200).anyOrigin();
  }
}
