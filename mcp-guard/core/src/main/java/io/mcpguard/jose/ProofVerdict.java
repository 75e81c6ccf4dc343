package io.mcpguard.jose;

/** What came of verifying a DPoP proof. */
public sealed interface ProofVerdict permits DpopProof, ProofVerdict.Rejected {

  /** The request does not show possession of any key. */
  record Rejected(Fault fault) implements ProofVerdict {}

  /**
   * Why a proof was not believed. All are {@code invalid_dpop_proof} towards the caller (RFC 9449
   * §5, §7.1), but for a nonce that is missing or over.
   */
  enum Fault {
    /** There is no {@code DPoP} header, or more than one. */
    NOT_ONE,
    /** Longer than any proof of a sane client. */
    TOO_LONG,
    /** Not three base64url parts with a JSON object header and JSON object claims. */
    MALFORMED,
    /** {@code typ} is not {@code dpop+jwt}. */
    WRONG_TYPE,
    /** {@code alg} is not on the list. */
    WRONG_ALGORITHM,
    /** {@code crit} names an extension; we know none (RFC 7515 §4.1.11). */
    CRITICAL_EXTENSION,
    /** The header says where else a key could be found (RFC 8725 §3.10). */
    KEY_ELSEWHERE,
    /** {@code jwk} is missing, malformed, private, or no key for the algorithm. */
    BAD_KEY,
    /** The signature does not fit the key. */
    BAD_SIGNATURE,
    /** A required claim is missing, of another JSON type, or longer than it may be. */
    MISSING_CLAIM,
    /** {@code htm} is another method. */
    WRONG_METHOD,
    /** {@code htu} is another URI. */
    WRONG_URI,
    /** {@code iat} lies too far back or ahead, or another time of the proof is over or to come. */
    WRONG_TIME,
    /** {@code ath} is not the hash of the access token. */
    WRONG_TOKEN,
    /** {@code nonce} is missing, another one, or over. */
    WRONG_NONCE
  }
}
