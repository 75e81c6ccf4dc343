package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code requestState} that its client cannot change: HMAC-SHA-256 over the round, the answers so
 * far, the request it belongs to and its end (2026-07-28, MRTR, server requirements 4 and 5).
 */
final class RequestState {
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /** How far a request has come. */
  record Reached(int round, ObjectNode answers) {
    static final Reached NOTHING = new Reached(0, Json.object());
  }

  private final SecretKeySpec key;
  private final Clock clock;

  private RequestState(SecretKeySpec key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /** With a key nobody else has. */
  static RequestState fresh(Clock clock) {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    return new RequestState(new SecretKeySpec(secret, "HmacSHA256"), clock);
  }

  String seal(Reached reached, ModernRequest request) {
    ObjectNode state = Json.object().put("round", reached.round()).put("of", origin(request));
    state.set("answers", reached.answers());
    state.put("until", clock.instant().plus(LIFE).getEpochSecond());
    String body = ENCODER.encodeToString(Json.bytes(state));
    return body + "." + ENCODER.encodeToString(mac(body));
  }

  /** Empty unless it was sealed here, for this request, not too long ago. */
  Optional<Reached> open(String text, ModernRequest request) {
    int dot = text.indexOf('.');
    String body = text.substring(0, Math.max(dot, 0));
    byte[] mac = ENCODER.encodeToString(mac(body)).getBytes(StandardCharsets.UTF_8);
    byte[] given = text.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(mac, given)) {
      return Optional.empty();
    }
    JsonNode state = Json.readOrMissing(Base64.getUrlDecoder().decode(body));
    return state.path("of").asText().equals(origin(request))
            && state.path("until").asLong() > clock.instant().getEpochSecond()
            && state.path("answers") instanceof ObjectNode answers
        ? Optional.of(new Reached(state.path("round").asInt(), answers))
        : Optional.empty();
  }

  private static String origin(ModernRequest request) {
    return request.method() + " " + request.named() + " " + request.arguments();
  }

  private byte[] mac(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }
}
