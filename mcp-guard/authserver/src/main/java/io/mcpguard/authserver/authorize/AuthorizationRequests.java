package io.mcpguard.authserver.authorize;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.settings.ProtectedResource;
import io.mcpguard.authserver.web.Parameters;
import io.mcpguard.identity.KeyBinding;
import io.mcpguard.oauth.Scopes;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a known client asks for; everything wrong here is told to the client by redirect. */
final class AuthorizationRequests {
  private static final int LONGEST_STATE = 4096;

  /** The base64url form of 32 bytes (RFC 7636 §4.2). */
  private static final Pattern S256_CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** So has a thumbprint (RFC 9449 §10, RFC 7638 §3). */
  private static final Pattern THUMBPRINT = S256_CHALLENGE;

  private final AuthorizationServerSettings settings;

  AuthorizationRequests(AuthorizationServerSettings settings) {
    this.settings = settings;
  }

  sealed interface Reading {
    /**
     * Something that can be granted.
     *
     * @param key what the code is to be bound to
     */
    record Asked(Scopes scopes, ProtectedResource resource, String codeChallenge, KeyBinding key)
        implements Reading {}

    record Faulty(ErrorObject error) implements Reading {}
  }

  Reading read(Parameters parameters) {
    // RFC 6749 §3.1: "Request and response parameters MUST NOT be included more than once."
    if (parameters.repeatsAnyBut(Set.of("resource"))) {
      return faulty(OAuth2Error.INVALID_REQUEST, "a parameter is there more than once");
    }
    if (parameters.one("state").filter(state -> state.length() > LONGEST_STATE).isPresent()) {
      return faulty(OAuth2Error.INVALID_REQUEST, "state is longer than 4096 characters");
    }
    // Before parsing: a request object would be parsed along (RFC 9101 §6.3).
    if (!parameters.all("request").isEmpty() || !parameters.all("request_uri").isEmpty()) {
      return faulty(OAuth2Error.REQUEST_NOT_SUPPORTED, "request objects are not supported");
    }
    try {
      return read(AuthorizationRequest.parse(parameters.asMap()), parameters);
    } catch (ParseException malformed) {
      return new Reading.Faulty(
          Optional.ofNullable(malformed.getErrorObject()).orElse(OAuth2Error.INVALID_REQUEST));
    }
  }

  private Reading read(AuthorizationRequest request, Parameters parameters) {
    if (!ResponseType.CODE.equals(request.getResponseType())) {
      return faulty(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE, "the only response_type is code");
    }
    if (request.getResponseMode() != null
        && !ResponseMode.QUERY.equals(request.getResponseMode())) {
      return faulty(OAuth2Error.INVALID_REQUEST, "the only response_mode is query");
    }
    Optional<String> challenge =
        parameters.one("code_challenge").filter(text -> S256_CHALLENGE.matcher(text).matches());
    // OAuth 2.1 §4.1.1: PKCE is required; "plain" is no protection and so is absent.
    if (challenge.isEmpty() || !CodeChallengeMethod.S256.equals(request.getCodeChallengeMethod())) {
      return faulty(
          OAuth2Error.INVALID_REQUEST, "PKCE with code_challenge_method S256 is required");
    }
    Optional<ProtectedResource> resource = settings.resources().resolve(parameters.all("resource"));
    if (resource.isEmpty()) {
      return faulty(
          OAuth2Error.INVALID_TARGET, "resource must name one protected resource of this server");
    }
    Optional<KeyBinding> key = key(parameters);
    if (key.isEmpty()) {
      return faulty(OAuth2Error.INVALID_REQUEST, "dpop_jkt is no SHA-256 thumbprint of a key");
    }
    return asked(parameters.one("scope").orElse(""), resource.get(), challenge.get(), key.get());
  }

  /** {@code dpop_jkt} (RFC 9449 §10); nothing where it is malformed. */
  private static Optional<KeyBinding> key(Parameters parameters) {
    return parameters.all("dpop_jkt").isEmpty()
        ? Optional.of(new KeyBinding.None())
        : parameters
            .one("dpop_jkt")
            .filter(text -> THUMBPRINT.matcher(text).matches())
            .map(KeyBinding.Dpop::new);
  }

  private Reading asked(
      String scope, ProtectedResource resource, String challenge, KeyBinding key) {
    Optional<Scopes> said = Scopes.parse(scope);
    if (said.isEmpty()) {
      return faulty(OAuth2Error.INVALID_SCOPE, "scope is malformed");
    }
    // Scopes nobody knows are left out (RFC 6749 §3.3): clients ask for offline_access and the
    // like.
    Scopes known =
        (said.get().isEmpty() ? settings.defaultScope().at(resource.scopes()) : said.get())
            .intersection(settings.scopes())
            .intersection(resource.scopes());
    return known.isEmpty()
        ? faulty(OAuth2Error.INVALID_SCOPE, "none of these scopes exists for this resource")
        : new Reading.Asked(known, resource, challenge, key);
  }

  private static Reading faulty(ErrorObject error, String description) {
    return new Reading.Faulty(error.setDescription(description));
  }
}
