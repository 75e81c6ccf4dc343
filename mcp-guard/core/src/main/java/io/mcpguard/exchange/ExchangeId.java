package io.mcpguard.exchange;

import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * The id of one exchange: 128 random bits in base64url. It is the assertion's {@code txn} and the
 * decision's id, and is minted for refusals too.
 */
public record ExchangeId(String value) {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  /** A new id. {@code random} must be unpredictable: a tool server takes each id once. */
  public static ExchangeId mint(RandomGenerator random) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return new ExchangeId(BASE64URL.encodeToString(bits));
  }

  @Override
  public String toString() {
    return value;
  }
}
