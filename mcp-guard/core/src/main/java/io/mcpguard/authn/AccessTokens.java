package io.mcpguard.authn;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.identity.KeyBinding;
import io.mcpguard.identity.Login;
import io.mcpguard.jose.Confirmation;
import io.mcpguard.jose.JwtVerdict;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.Sha256;
import io.mcpguard.jose.VerifiedJwt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Believes access tokens (RFC 9068 §4).
 *
 * <p>A token's signature is verified once and remembered by the token's hash, the resource and the
 * epoch, for ten minutes at most; its expiry is read every time. A revocation ends the epoch, and
 * with it all that was remembered.
 */
final class AccessTokens {
  private static final int MOST_REMEMBERED = 20_000;

  private final JwtVerifier verifier;
  private final GrantSource source;
  private final Epoch epoch;
  private final InstantSource clock;
  private final Remembered<Key, AccessToken> verified =
      Remembered.afterWrite(MOST_REMEMBERED, Duration.ofMinutes(10));

  private record Key(ByteBuffer tokenHash, String resource, long epoch) {}

  /** Takes what {@code verifier} believes; {@code source} says how a token names its grant. */
  AccessTokens(JwtVerifier verifier, GrantSource source, Epoch epoch, InstantSource clock) {
    this.verifier = verifier;
    this.source = source;
    this.epoch = epoch;
    this.clock = clock;
  }

  /** What {@code token} says, if it is good for {@code resource}. */
  Outcome<AccessToken> verify(String token, String resource) {
    Key key = new Key(hash(token), resource, epoch.now());
    Optional<AccessToken> known = verified.find(key);
    if (known.isPresent()) {
      return unexpired(known.get());
    }
    return switch (verifier.verify(token, resource)) {
      case JwtVerdict.Rejected rejected -> new Refused<>(denial(rejected.reason()));
      case VerifiedJwt jwt -> remember(key, jwt, resource);
    };
  }

  private Outcome<AccessToken> remember(Key key, VerifiedJwt jwt, String resource) {
    Optional<String> client = jwt.string("client_id");
    Optional<String> grant = client.flatMap(id -> grantId(jwt, id, resource));
    if (client.isEmpty() || grant.isEmpty()) {
      return Outcome.refuse(
          Reason.INVALID_TOKEN, "the access token names no client_id or no grant_id");
    }
    Optional<KeyBinding> binding = binding(jwt.confirmation());
    if (binding.isEmpty()) {
      return Outcome.refuse(
          Reason.INVALID_TOKEN, "the access token is bound to something that cannot be confirmed");
    }
    Login login =
        new Login(jwt.string("acr").orElse(""), jwt.time("auth_time").orElse(Instant.EPOCH));
    AccessToken caller =
        new AccessToken(
            source,
            jwt.subject(),
            client.get(),
            grant.get(),
            resource,
            jwt.scopes(),
            login,
            binding.get(),
            jwt.takenUntil(),
            run(key));
    verified.put(key, caller);
    return Outcome.proceed(caller);
  }

  /** 128 bits of the token's hash. */
  private static String run(Key key) {
    byte[] bits = new byte[16];
    key.tokenHash().duplicate().get(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  private static Optional<KeyBinding> binding(Confirmation confirmation) {
    return switch (confirmation) {
      case Confirmation.None none -> Optional.of(new KeyBinding.None());
      case Confirmation.Key key -> Optional.of(new KeyBinding.Dpop(key.thumbprint()));
      case Confirmation.Unknown unknown -> Optional.empty();
    };
  }

  /**
   * An external issuer names no grant, so one is made of all that a consent is between: its name is
   * the same for every token of the same user, client and resource.
   */
  private Optional<String> grantId(VerifiedJwt jwt, String client, String resource) {
    return switch (source) {
      case RECORDED -> jwt.string("grant_id");
      case TOKEN -> {
        List<String> parties = List.of(jwt.issuer(), jwt.subject(), client, resource);
        byte[] digest = Sha256.of(JsonText.object().put("grant", parties).bytes());
        yield Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
      }
      // Whoever launched the guard needs no token, so that no token stands on it.
      case LAUNCH -> Optional.empty();
    };
  }

  /** {@code exp} itself is already too late (RFC 7519 §4.1.4). */
  private Outcome<AccessToken> unexpired(AccessToken caller) {
    return clock.instant().isBefore(caller.expiresAt())
        ? Outcome.proceed(caller)
        : Outcome.refuse(Reason.EXPIRED_TOKEN, "the access token has expired");
  }

  private static Denial denial(JwtVerdict.Reason reason) {
    return switch (reason) {
      case EXPIRED -> Denial.of(Reason.EXPIRED_TOKEN, "the access token has expired");
      case WRONG_AUDIENCE ->
          Denial.of(Reason.WRONG_AUDIENCE, "the access token's aud is another resource");
      case TOO_LONG,
          MALFORMED,
          WRONG_TYPE,
          WRONG_ALGORITHM,
          CRITICAL_EXTENSION,
          KEY_IN_HEADER,
          UNKNOWN_KEY,
          BAD_SIGNATURE,
          MISSING_CLAIM,
          WRONG_ISSUER,
          NOT_YET_VALID ->
          Denial.of(Reason.INVALID_TOKEN, "the access token was rejected: " + reason);
    };
  }

  private static ByteBuffer hash(String token) {
    return ByteBuffer.wrap(Sha256.of(token.getBytes(StandardCharsets.UTF_8))).asReadOnlyBuffer();
  }
}
