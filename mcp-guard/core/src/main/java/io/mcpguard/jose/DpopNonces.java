package io.mcpguard.jose;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces for DPoP proofs (RFC 9449 §8, §9), none of which is kept: a nonce is the MAC of a slot of
 * time under a key of this process, and holds in its slot and the next.
 *
 * <p>The attacker has the client's key for a moment and makes proofs in advance. And a proof with a
 * nonce of ours was made after this process began: what an earlier one has seen need not be known.
 */
public final class DpopNonces {
  private static final Duration SLOT = Duration.ofMinutes(5);
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 16;

  private final SecretKeySpec key;
  private final InstantSource clock;
  private volatile Slot latest;

  /** One slot and its nonce. */
  private record Slot(long number, String nonce) {}

  /**
   * Nonces under a fresh key.
   *
   * @param random must be unpredictable
   */
  public DpopNonces(RandomGenerator random, InstantSource clock) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, "HmacSHA256");
    this.clock = clock;
    this.latest = slot(number());
  }

  /** The nonce to hand out now; it holds for five minutes at least. */
  public String current() {
    long now = number();
    Slot known = latest;
    if (known.number() != now) {
      known = slot(now);
      latest = known;
    }
    return known.nonce();
  }

  boolean accepts(String nonce) {
    byte[] shown = nonce.getBytes(StandardCharsets.UTF_8);
    byte[] current = current().getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(current, shown)
        || MessageDigest.isEqual(
            slot(number() - 1).nonce().getBytes(StandardCharsets.US_ASCII), shown);
  }

  private long number() {
    return Math.floorDiv(clock.instant().getEpochSecond(), SLOT.toSeconds());
  }

  private Slot slot(long number) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      byte[] value = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
      return new Slot(
          number,
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(Arrays.copyOf(value, NONCE_BYTES)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }
}
