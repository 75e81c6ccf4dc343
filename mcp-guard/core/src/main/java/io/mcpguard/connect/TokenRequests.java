package io.mcpguard.connect;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Header;
import io.mcpguard.jose.ProofSigner;
import io.mcpguard.jose.ProofTarget;
import io.mcpguard.oauth.Scopes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Redeems codes and refresh tokens at the token endpoint (RFC 6749 §4.1.3, §6; RFC 9449 §5). */
final class TokenRequests {
  private static final long LONGEST_LIFE_SECONDS = 10L * 365 * 24 * 3600;

  private final OAuthRequests requests;
  private final InstantSource clock;

  TokenRequests(OAuthRequests requests, InstantSource clock) {
    this.requests = requests;
    this.clock = clock;
  }

  /** What came of a token request. */
  sealed interface Outcome {
    /** There are tokens. */
    record Tokens(Issued issued) implements Outcome {}

    /** The authorization server said no, with this error code. */
    record Refused(String error) implements Outcome {}
  }

  /** Redeems a code. {@code asked} is what the tokens are for where the answer does not say. */
  Outcome redeem(AuthorizationRequest request, String code, Grant.Binding binding)
      throws LoginFailed {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("grant_type", "authorization_code");
    fields.put("code", code);
    fields.put("redirect_uri", request.redirect().toString());
    fields.put("client_id", request.clientId());
    fields.put("code_verifier", request.verifier());
    fields.put("resource", request.resource());
    return ask(request.server().token(), fields, binding, request.scopes());
  }

  /** Renews the tokens of a grant. */
  Outcome refresh(Grant grant) throws LoginFailed {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("grant_type", "refresh_token");
    fields.put("refresh_token", grant.tokens().refresh());
    fields.put("client_id", grant.clientId());
    fields.put("resource", grant.resource());
    Destination place = requests.place(grant.tokenEndpoint(), "token_endpoint");
    return ask(place, fields, grant.binding(), grant.tokens().scopes());
  }

  private Outcome ask(
      Destination place, Map<String, String> fields, Grant.Binding binding, Scopes asked)
      throws LoginFailed {
    byte[] form = Form.of(fields).getBytes(StandardCharsets.US_ASCII);
    OAuthRequests.Answer answer = post(place, form, binding, "");
    boolean mustRepeat = answer.status() >= 400 && answer.error().equals("use_dpop_nonce");
    if (mustRepeat && !answer.nonce().isEmpty()) {
      answer = post(place, form, binding, answer.nonce());
    }
    Optional<JsonObject> tokens = answer.status() == 200 ? answer.json() : Optional.empty();
    return tokens.isPresent()
        ? new Outcome.Tokens(issued(tokens.get(), binding, asked))
        : refused(place, answer);
  }

  private OAuthRequests.Answer post(
      Destination place, byte[] form, Grant.Binding binding, String nonce) throws LoginFailed {
    List<Header> headers =
        switch (binding) {
          case Grant.Binding.None none -> List.of();
          case Grant.Binding.Key(ProofSigner signer) -> {
            ProofTarget target = ProofTarget.tokenRequest("POST", Urls.withoutQuery(place));
            yield List.of(new Header("DPoP", signer.proof(target, nonce, clock.instant())));
          }
        };
    return requests.post(place, "application/x-www-form-urlencoded", headers, form);
  }

  private static Outcome refused(Destination place, OAuthRequests.Answer answer)
      throws LoginFailed {
    if (answer.status() >= 500 || answer.error().isEmpty()) {
      throw new LoginFailed(
          Trouble.UNREACHABLE,
          "the token endpoint at "
              + place.hostHeader()
              + " answered with status "
              + answer.status()
              + "; try again later");
    }
    return new Outcome.Refused(answer.error());
  }

  private Issued issued(JsonObject answer, Grant.Binding binding, Scopes asked) throws LoginFailed {
    String access = answer.string("access_token").orElse("");
    String type = answer.string("token_type").orElse("");
    String wanted =
        switch (binding) {
          case Grant.Binding.None none -> "Bearer";
          case Grant.Binding.Key key -> "DPoP";
        };
    // RFC 9449 §5: a client that wants bound tokens "MUST discard the response" of another type.
    if (!type.equalsIgnoreCase(wanted)) {
      throw LoginFailed.because(
          "the token endpoint issued no token of type "
              + wanted
              + ", as its metadata says it does");
    }
    if (access.isEmpty() || !Header.isValue(access)) {
      throw LoginFailed.because("the token endpoint issued no access token that can be presented");
    }
    Instant expires =
        answer.integer("expires_in").stream()
            .filter(seconds -> seconds >= 0 && seconds < LONGEST_LIFE_SECONDS)
            .mapToObj(clock.instant()::plusSeconds)
            .findFirst()
            .orElse(Instant.MAX);
    Scopes scopes = answer.string("scope").flatMap(Scopes::parse).orElse(asked);
    return new Issued(access, answer.string("refresh_token").orElse(""), expires, scopes);
  }
}
