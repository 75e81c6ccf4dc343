package io.mcpguard.authserver.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The text of refresh tokens: {@code grant.generation.mac}, the MAC under a key of the server's.
 *
 * <p>So the store holds no token and no digest of one, a successor can be given twice without
 * having been kept, and an old token is told from an invented one however old it is.
 */
final class RefreshTokens {
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_-]{22})\\.([0-9]{1,12})\\.([A-Za-z0-9_-]{43})");

  private final SecretKey key;

  RefreshTokens(SecretKey key) {
    this.key = key;
  }

  /** What a genuine token says. */
  record Read(String grantId, long generation) {}

  String write(String grantId, long generation) {
    String said = grantId + "." + generation;
    return said + "." + mac(said);
  }

  Optional<Read> read(String token) {
    Matcher form = FORM.matcher(token);
    if (!form.matches()) {
      return Optional.empty();
    }
    byte[] expected = mac(form.group(1) + "." + form.group(2)).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, form.group(3).getBytes(StandardCharsets.US_ASCII))
        ? Optional.of(new Read(form.group(1), Long.parseLong(form.group(2))))
        : Optional.empty();
  }

  private String mac(String said) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] value = mac.doFinal(("refresh-token." + said).getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }
}
