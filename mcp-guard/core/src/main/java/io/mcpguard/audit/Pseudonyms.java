package io.mcpguard.audit;

import io.mcpguard.exchange.Remembered;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Personal values as {@code hmac-sha256:} under a key of the person's own (contracts §2). Whoever
 * has the plain value and the key can open a leaf; without the key nobody can link it.
 */
public final class Pseudonyms {
  private static final HexFormat HEX = HexFormat.of();
  private static final int MOST_REMEMBERED = 10_000;

  private final SubjectKeys keys;
  private final AtomicLong erasures = new AtomicLong();
  private final Remembered<String, Subject> subjects =
      Remembered.afterWrite(MOST_REMEMBERED, Duration.ofMinutes(10));

  /** Pseudonyms under the keys in {@code keys}. */
  public Pseudonyms(SubjectKeys keys) {
    this.keys = keys;
  }

  /** A person's key at work, and the person's own pseudonym under it. */
  private record Subject(Mac mac, String pseudonym) {}

  /** The pseudonym of {@code subject}. */
  public String of(String subject) {
    return remembered(subject).pseudonym();
  }

  /** The pseudonym of one of {@code subject}'s values. */
  public String of(String subject, String value) {
    return pseudonym(remembered(subject).mac(), value);
  }

  private Subject remembered(String subject) {
    long now = keys.erasures();
    if (erasures.getAndSet(now) != now) {
      subjects.view().clear();
    }
    return subjects.findOrMake(subject, this::subject);
  }

  private Subject subject(String name) {
    Mac mac = mac(name);
    return new Subject(mac, pseudonym(mac, name));
  }

  private static String pseudonym(Mac keyed, String value) {
    try {
      // A Mac is not safe to share, its clone is: making one anew would look up the provider each
      // time.
      Mac mac = (Mac) keyed.clone();
      return "hmac-sha256:" + HEX.formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's HmacSHA256 cannot be cloned", e);
    }
  }

  private Mac mac(String subject) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(keys.keyOf(subject), "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
