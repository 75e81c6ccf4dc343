package io.mcpguard.authserver.authorize;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import io.mcpguard.authserver.web.Reply;
import java.net.URI;

/** Answers by redirect; {@code iss} is in every one of them, errors too (RFC 9207 §2). */
public final class AuthorizationAnswers {
  private final Issuer issuer;

  public AuthorizationAnswers(URI issuer) {
    this.issuer = new Issuer(issuer);
  }

  /** The code (RFC 6749 §4.1.2). */
  public Reply code(PendingRequest request, String code) {
    return Reply.redirect(
        new AuthorizationSuccessResponse(
                request.redirectUri(),
                new AuthorizationCode(code),
                null,
                state(request.state()),
                issuer,
                ResponseMode.QUERY)
            .toURI());
  }

  /** {@code access_denied}: the person said no, or there was nothing to say yes to. */
  public Reply denied(PendingRequest request) {
    return Reply.redirect(error(request.redirectUri(), request.state(), OAuth2Error.ACCESS_DENIED));
  }

  /** {@code access_denied}: the agent has as many live instances as its operator allows. */
  public Reply crowded(PendingRequest request) {
    return Reply.redirect(
        error(
            request.redirectUri(),
            request.state(),
            OAuth2Error.ACCESS_DENIED.setDescription(
                "this agent has as many live instances as its operator allows; end a grant of it"
                    + " first")));
  }

  /** {@code access_denied}: the agent was shut off while the person was being asked. */
  public Reply revoked(PendingRequest request) {
    return Reply.redirect(
        error(
            request.redirectUri(),
            request.state(),
            OAuth2Error.ACCESS_DENIED.setDescription(
                "this agent was shut off; ask whoever runs this server to let it in again")));
  }

  /** {@code temporarily_unavailable}: what was consented to could not be put on record. */
  public Reply unrecorded(PendingRequest request) {
    return Reply.redirect(
        error(
            request.redirectUri(),
            request.state(),
            OAuth2Error.TEMPORARILY_UNAVAILABLE.setDescription(
                "the consent could not be put on record and has no effect; try again later")));
  }

  URI error(URI redirectUri, String state, ErrorObject error) {
    return new AuthorizationErrorResponse(
            redirectUri, error, state(state), issuer, ResponseMode.QUERY)
        .toURI();
  }

  private static @org.jspecify.annotations.Nullable State state(String state) {
    return state.isEmpty() ? null : new State(state);
  }
}
