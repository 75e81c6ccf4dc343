package io.mcpguard.jose;

import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.jose.ProofVerdict.Fault;
import io.mcpguard.jose.ProofVerdict.Rejected;
import io.mcpguard.oauth.ProofAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Verifies DPoP proofs (RFC 9449 §4.3), for the authorization server and for resources alike.
 *
 * <p>The attacker writes the whole proof and may sign it with a key of their own. So a good proof
 * says only which key its sender holds; what the key is worth, the token says. No claim is looked
 * at before the signature has held.
 */
public final class ProofVerifier {
  /** Longest proof that is read, in characters. */
  static final int LONGEST = 4096;

  /** How far {@code iat} may be off, either side (RFC 9449 §11.1). */
  static final Duration WINDOW = Duration.ofSeconds(60);

  private static final int LONGEST_ID = 256;
  private static final List<String> ELSEWHERE = List.of("jku", "x5u", "x5c");

  private final Providers providers;
  private final DpopNonces nonces;
  private final InstantSource clock;

  public ProofVerifier(Providers providers, DpopNonces nonces, InstantSource clock) {
    this.providers = providers;
    this.nonces = nonces;
    this.clock = clock;
  }

  /** The nonce that the next proof is to hold: {@code DPoP-Nonce} (RFC 9449 §8.2). */
  public String nonce() {
    return nonces.current();
  }

  /** When a proof issued then can no longer be accepted: {@code iat} has whole seconds. */
  static Instant endOf(Instant issuedAt) {
    return issuedAt.plus(WINDOW).plusSeconds(1);
  }

  /**
   * Verifies the proof of one request.
   *
   * @param headers the value of each {@code DPoP} field line, as received
   */
  public ProofVerdict verify(List<String> headers, ProofTarget target) {
    // §4.3, 1: "There is not more than one DPoP HTTP request header field."
    if (headers.size() != 1) {
      return new Rejected(Fault.NOT_ONE);
    }
    String text = headers.getFirst().strip();
    if (text.length() > LONGEST) {
      return new Rejected(Fault.TOO_LONG);
    }
    return CompactJws.parse(text)
        .map(jws -> verify(jws, target))
        .orElseGet(() -> new Rejected(Fault.MALFORMED));
  }

  private ProofVerdict verify(CompactJws jws, ProofTarget target) {
    JsonObject header = jws.header();
    Optional<Fault> fault = headerFault(header);
    if (fault.isPresent()) {
      return new Rejected(fault.get());
    }
    Optional<ProofAlgorithm> algorithm = header.string("alg").flatMap(ProofAlgorithm::of);
    if (algorithm.isEmpty()) {
      return new Rejected(Fault.WRONG_ALGORITHM);
    }
    Optional<ProofKey> key =
        header.object("jwk").flatMap(ProofKey::read).filter(one -> one.isFor(algorithm.get()));
    if (key.isEmpty()) {
      return new Rejected(Fault.BAD_KEY);
    }
    if (!key.get().verifies(providers, jws.input(), jws.signature())) {
      return new Rejected(Fault.BAD_SIGNATURE);
    }
    return claimsFault(jws.claims(), target)
        .<ProofVerdict>map(Rejected::new)
        .orElseGet(() -> proof(key.get().thumbprint(), jws.claims()));
  }

  private static Optional<Fault> headerFault(JsonObject header) {
    // §4.3, 4: the media type is compared whatever its case (RFC 7515 §4.1.9, RFC 2045 §5.1).
    if (header.string("typ").filter("dpop+jwt"::equalsIgnoreCase).isEmpty()) {
      return Optional.of(Fault.WRONG_TYPE);
    }
    if (header.member("crit").isPresent()) {
      return Optional.of(Fault.CRITICAL_EXTENSION);
    }
    return ELSEWHERE.stream().anyMatch(name -> header.member(name).isPresent())
        ? Optional.of(Fault.KEY_ELSEWHERE)
        : Optional.empty();
  }

  private Optional<Fault> claimsFault(JsonObject claims, ProofTarget target) {
    Optional<String> method = claims.string("htm");
    Optional<String> uri = claims.string("htu").filter(htu -> htu.length() <= LONGEST);
    if (id(claims).isEmpty()
        || method.isEmpty()
        || uri.isEmpty()
        || time(claims, "iat").isEmpty()) {
      return Optional.of(Fault.MISSING_CLAIM);
    }
    if (claims.member("content_digest").isPresent()
        && claims.string("content_digest").filter(text -> !text.isEmpty()).isEmpty()) {
      return Optional.of(Fault.MISSING_CLAIM);
    }
    if (!method.get().equals(target.method())) {
      return Optional.of(Fault.WRONG_METHOD);
    }
    if (!TargetUri.same(uri.get(), target.uri())) {
      return Optional.of(Fault.WRONG_URI);
    }
    return timeFault(claims).or(() -> tokenFault(claims, target)).or(() -> nonceFault(claims));
  }

  /** §4.3, 11; a proof that says more about its time is held to that too (RFC 7519 §4.1.4). */
  private Optional<Fault> timeFault(JsonObject claims) {
    Instant now = clock.instant();
    Instant issued = time(claims, "iat").orElseThrow();
    boolean off =
        !now.isBefore(endOf(issued))
            || issued.isAfter(now.plus(WINDOW))
            || Stream.of("exp", "nbf")
                .anyMatch(name -> claims.member(name).isPresent() && time(claims, name).isEmpty())
            || time(claims, "exp").filter(end -> !now.isBefore(end)).isPresent()
            || time(claims, "nbf").filter(begin -> begin.isAfter(now.plus(WINDOW))).isPresent();
    return off ? Optional.of(Fault.WRONG_TIME) : Optional.empty();
  }

  /** §4.3, 12: with an access token, "ensure that the value of the ath claim equals the hash". */
  private static Optional<Fault> tokenFault(JsonObject claims, ProofTarget target) {
    return target.tokenHash().isEmpty()
            || claims.string("ath").filter(ath -> same(ath, target.tokenHash())).isPresent()
        ? Optional.empty()
        : Optional.of(Fault.WRONG_TOKEN);
  }

  private Optional<Fault> nonceFault(JsonObject claims) {
    return claims.string("nonce").filter(nonces::accepts).isPresent()
        ? Optional.empty()
        : Optional.of(Fault.WRONG_NONCE);
  }

  private static DpopProof proof(String thumbprint, JsonObject claims) {
    return new DpopProof(
        thumbprint,
        Sha256.base64url(thumbprint + " " + id(claims).orElseThrow()),
        time(claims, "iat").orElseThrow(),
        claims.string("content_digest").orElse(""));
  }

  private static Optional<String> id(JsonObject claims) {
    return claims.string("jti").filter(id -> !id.isEmpty() && id.length() <= LONGEST_ID);
  }

  /** A NumericDate, in whole seconds (RFC 7519 §2), within what an instant can be. */
  private static Optional<Instant> time(JsonObject claims, String name) {
    return claims
        .number(name)
        .map(JsonNumber::asDouble)
        .filter(seconds -> Math.abs(seconds) < 1e11)
        .map(seconds -> Instant.ofEpochSecond((long) Math.floor(seconds)));
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
