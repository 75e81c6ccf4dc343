package io.mcpguard.authserver.token;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Endpoint;
import io.mcpguard.authserver.web.Parameters;
import io.mcpguard.authserver.web.Reply;
import java.util.Optional;
import java.util.Set;

/** The token endpoint, at {@code /oauth/token} (RFC 6749 §3.2, RFC 9449 §5). */
public final class TokenEndpoint implements Endpoint {
  private final ClientAuthenticator authenticator;
  private final SenderKeys keys;
  private final CodeGrant codes;
  private final RefreshGrant refreshes;

  public TokenEndpoint(
      ClientAuthenticator authenticator, SenderKeys keys, CodeGrant codes, RefreshGrant refreshes) {
    this.authenticator = authenticator;
    this.keys = keys;
    this.codes = codes;
    this.refreshes = refreshes;
  }

  @Override
  public Reply answer(Call call) {
    if (!call.method().equals("POST")) {
      return Reply.wrongMethod("POST");
    }
    Optional<Parameters> form = call.form();
    // RFC 6749 §3.2: "Request and response parameters MUST NOT be included more than once."
    if (form.isEmpty() || form.get().repeatsAnyBut(Set.of("resource"))) {
      return TokenAnswers.error(
          OAuth2Error.INVALID_REQUEST, "a form is needed in which no parameter is there twice");
    }
    // Before the client proves itself: one that is told a nonce may come again with the assertion
    // that it signed for this request, which is taken once.
    return switch (keys.read(call)) {
      case SenderKeys.Reading.Faulty(Reply reply) -> keys.answered(call, reply);
      case SenderKeys.Reading.Of(SenderKey key) -> answer(call, form.get(), key);
    };
  }

  private Reply answer(Call call, Parameters form, SenderKey key) {
    return switch (authenticator.authenticate(call, form)) {
      case ClientAuthenticator.Attempt.Proven(var client) ->
          keys.answered(call, keys.missing(client, key).orElseGet(() -> answer(client, form, key)));
      case ClientAuthenticator.Attempt.Unproven unproven -> TokenAnswers.invalidClient();
      case ClientAuthenticator.Attempt.TooMany tooMany -> TokenAnswers.tooManyGuesses();
    };
  }

  private Reply answer(Client client, Parameters form, SenderKey key) {
    return switch (form.one("grant_type").orElse("")) {
      case "authorization_code" -> codes.answer(client, form, key);
      case "refresh_token" -> refreshes.answer(client, form, key);
      case "" -> TokenAnswers.error(OAuth2Error.INVALID_REQUEST, "grant_type is missing");
      default ->
          TokenAnswers.error(
              OAuth2Error.UNSUPPORTED_GRANT_TYPE,
              "the grant types are authorization_code and refresh_token");
    };
  }
}
