package io.mcpguard.oauth;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * A {@code WWW-Authenticate} challenge of scheme {@code Bearer} or {@code DPoP} (RFC 6750 §3, RFC
 * 9449 §7.1, RFC 9728 §5.1, RFC 9470 §3).
 *
 * <p>Immutable; each method gives a challenge with one parameter more. Every value is a
 * quoted-string whose characters are checked, so nothing that is put in can open a second parameter
 * or a second header.
 */
public final class Challenge {
  /** The error codes a resource server answers with. */
  public enum ErrorCode {
    /** RFC 6750 §3.1: malformed request, 400. */
    INVALID_REQUEST("invalid_request"),
    /** RFC 6750 §3.1: expired, revoked, malformed or otherwise invalid token, 401. */
    INVALID_TOKEN("invalid_token"),
    /** RFC 6750 §3.1: more scope would do, 403. */
    INSUFFICIENT_SCOPE("insufficient_scope"),
    /** RFC 9470 §3: a fresher or stronger login would do, 401. */
    INSUFFICIENT_USER_AUTHENTICATION("insufficient_user_authentication"),
    /** RFC 9449 §7.1: missing or invalid proof, 401. */
    INVALID_DPOP_PROOF("invalid_dpop_proof"),
    /** RFC 9449 §9: the proof must hold the nonce that comes with this answer, 401. */
    USE_DPOP_NONCE("use_dpop_nonce");

    private final String code;

    ErrorCode(String code) {
      this.code = code;
    }

    /** The code on the wire. */
    public String code() {
      return code;
    }
  }

  private final Scheme scheme;
  private final SequencedMap<String, String> parameters;

  private Challenge(Scheme scheme, SequencedMap<String, String> parameters) {
    this.scheme = scheme;
    this.parameters = Collections.unmodifiableSequencedMap(parameters);
  }

  /** A challenge of scheme {@code Bearer}, without parameters. */
  public static Challenge bearer() {
    return new Challenge(Scheme.BEARER, new LinkedHashMap<>());
  }

  /** A challenge of scheme {@code DPoP}, with the algorithms that a proof may be signed with. */
  public static Challenge dpop() {
    return new Challenge(Scheme.DPOP, new LinkedHashMap<>())
        .with("algs", String.join(" ", ProofAlgorithm.names()));
  }

  /** With an error code; a request that presented nothing gets none (RFC 6750 §3.1). */
  public Challenge error(ErrorCode error) {
    return with("error", error.code());
  }

  /** With a fixed text of ours for a developer's eye, never anything the caller sent. */
  public Challenge description(String text) {
    return with("error_description", text);
  }

  /** With the URL of the protected resource metadata (RFC 9728 §5.1). */
  public Challenge resourceMetadata(URI url) {
    return with("resource_metadata", url.toASCIIString());
  }

  /** With every scope that the request needs. */
  public Challenge scope(Scopes scopes) {
    return with("scope", scopes.toString());
  }

  /** With the authentication contexts that would do, best first (RFC 9470 §3). */
  public Challenge acrValues(List<String> values) {
    return with("acr_values", String.join(" ", values));
  }

  /** With the greatest age of the login, whole seconds (RFC 9470 §3). */
  public Challenge maxAge(Duration age) {
    return with("max_age", Long.toString(age.toSeconds()));
  }

  /** The value of a header that holds several challenges (RFC 9110 §11.6.1). */
  public static String headerValue(List<Challenge> challenges) {
    return challenges.stream().map(Challenge::headerValue).collect(Collectors.joining(", "));
  }

  /** The header's value. */
  public String headerValue() {
    return parameters.isEmpty()
        ? scheme.wire()
        : parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=\"" + quoted(parameter.getValue()) + "\"")
            .collect(Collectors.joining(", ", scheme.wire() + " ", ""));
  }

  private Challenge with(String name, String value) {
    if (!value.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)) {
      throw new IllegalArgumentException(
          name + ": a challenge holds printable ASCII only (RFC 6750 §3)");
    }
    var more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return new Challenge(scheme, more);
  }

  private static String quoted(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  @Override
  public String toString() {
    return headerValue();
  }
}
