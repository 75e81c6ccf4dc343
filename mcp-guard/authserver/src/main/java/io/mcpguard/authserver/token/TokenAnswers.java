package io.mcpguard.authserver.token;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.mcpguard.authserver.web.Reply;
import io.mcpguard.oauth.Scopes;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the token endpoint and its siblings answer (RFC 6749 §5). */
final class TokenAnswers {
  private TokenAnswers() {}

  static Reply tokens(AccessTokens.Issued access, String refresh, Scopes scopes) {
    var members = new LinkedHashMap<String, Object>();
    members.put("access_token", access.token());
    members.put("token_type", access.type());
    members.put("expires_in", access.life().toSeconds());
    members.put("refresh_token", refresh);
    members.put("scope", scopes.toString());
    return object(200, members);
  }

  static Reply object(int status, Map<String, Object> members) {
    return Reply.json(status, JSONObjectUtils.toJSONString(members))
        .with("Pragma", "no-cache")
        .anyOrigin();
  }

  /** An error; texts are fixed, nothing that was sent comes back. */
  static Reply error(ErrorObject error, String description) {
    var members = new LinkedHashMap<String, Object>();
    members.put("error", error.getCode());
    members.put("error_description", description);
    int status = error.getHTTPStatusCode() == 0 ? 400 : error.getHTTPStatusCode();
    Reply reply = object(status, members);
    // RFC 6749 §5.2: 401 says which scheme the client could have used.
    return status == 401 ? reply.with("WWW-Authenticate", "Basic realm=\"token\"") : reply;
  }

  static Reply invalidClient() {
    return error(
        OAuth2Error.INVALID_CLIENT, "this client is not known here or did not prove itself");
  }

  /** 429 (RFC 6585 §4), since at {@code invalid_client} a client throws its credentials away. */
  static Reply tooManyGuesses() {
    return error(
            OAuth2Error.TEMPORARILY_UNAVAILABLE.setHTTPStatusCode(429),
            "too many wrong secrets from one place; try again in 15 minutes")
        .with("Retry-After", "900");
  }

  /** 503: code and refresh token are as good as before. */
  static Reply busy() {
    return error(
            OAuth2Error.TEMPORARILY_UNAVAILABLE.setHTTPStatusCode(503),
            "too many proofs at a time; try again in a minute")
        .with("Retry-After", "60");
  }

  static Reply invalidGrant() {
    return error(OAuth2Error.INVALID_GRANT, "this code or token is not valid, or no longer");
  }
}
