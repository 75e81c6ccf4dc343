package io.mcpguard.jose;

/** What came of verifying a token. */
public sealed interface JwtVerdict permits VerifiedJwt, JwtVerdict.Rejected {

  /** The token is not to be believed, whatever it says. */
  record Rejected(Reason reason) implements JwtVerdict {}

  /**
   * Why a token was not believed. All of them are {@code invalid_token} towards the caller (RFC
   * 6750 §3.1).
   */
  enum Reason {
    /** Longer than any token we or a sane issuer makes. */
    TOO_LONG,
    /** Not three base64url parts with a JSON object header and JSON object claims. */
    MALFORMED,
    /** {@code typ} is missing or another one (RFC 8725 §3.11). */
    WRONG_TYPE,
    /** {@code alg} is not on the list (RFC 8725 §3.1). */
    WRONG_ALGORITHM,
    /** {@code crit} names an extension; we know none (RFC 7515 §4.1.11). */
    CRITICAL_EXTENSION,
    /** The header brings its own key or says where to fetch one (RFC 8725 §3.10). */
    KEY_IN_HEADER,
    /** {@code kid} is not in the key set, or is missing where it is needed. */
    UNKNOWN_KEY,
    /** The signature does not fit. */
    BAD_SIGNATURE,
    /** A required claim is missing or of another JSON type. */
    MISSING_CLAIM,
    /** {@code iss} is another one. */
    WRONG_ISSUER,
    /** {@code aud} does not hold the expected resource (RFC 9068 §4). */
    WRONG_AUDIENCE,
    /** {@code exp} has come. */
    EXPIRED,
    /** {@code nbf} or {@code iat} lies ahead. */
    NOT_YET_VALID
  }
}
