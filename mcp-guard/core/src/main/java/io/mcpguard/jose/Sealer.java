package io.mcpguard.jose;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Hands out what only we can read and nobody can change: AES-256-GCM, with the key's id in front,
 * bound to a context that is not in it.
 *
 * <p>The attacker holds sealed texts of their own and of others, and would make one of them pass
 * where it was not meant to.
 */
public final class Sealer {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_ID = 4;

  private final SecretKey key;
  private final byte[] keyId;
  private final RandomGenerator random;

  /** Seals with {@code key}, of 256 bits; {@code random} must be unpredictable. */
  public Sealer(SecretKey key, RandomGenerator random) {
    this.key = key;
    this.random = random;
    this.keyId = Arrays.copyOf(digest(key.getEncoded()), KEY_ID);
  }

  /** The sealed text, in base64url, that {@link #open} reads in the same context. */
  public String seal(String context, byte[] plain) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
      byte[] all =
          ByteBuffer.allocate(KEY_ID + NONCE + sealed.length)
              .put(keyId)
              .put(nonce)
              .put(sealed)
              .array();
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM, which every JDK has, failed", e);
    }
  }

  /** What was sealed in this context; empty for anything else. */
  public Optional<byte[]> open(String context, String text) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(text);
      // One text for each sealed thing: the decoder takes padding, and bits that mean nothing.
      if (!Base64.getUrlEncoder().withoutPadding().encodeToString(all).equals(text)) {
        return Optional.empty();
      }
      if (all.length < KEY_ID + NONCE + TAG_BITS / 8
          || !MessageDigest.isEqual(keyId, Arrays.copyOf(all, KEY_ID))) {
        return Optional.empty();
      }
      byte[] nonce = Arrays.copyOfRange(all, KEY_ID, KEY_ID + NONCE);
      int from = KEY_ID + NONCE;
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(all, from, all.length - from));
    } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static byte[] digest(byte[] secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256, which every JDK has, failed", e);
    }
  }
}
