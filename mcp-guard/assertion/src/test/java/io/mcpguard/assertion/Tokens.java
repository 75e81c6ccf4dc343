package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.function.UnaryOperator;

/** Spoils tokens one thing at a time: header and claims are edited as text and signed anew. */
final class Tokens {
  static final String HEADER = "{\"typ\":\"txntoken+jwt\",\"alg\":\"ES256\",\"kid\":\"es\"}";

  private Tokens() {}

  /** A token of the valid call with other claims, signed by the guard. */
  static String withClaims(UnaryOperator<String> edit) {
    return signed(HEADER, edit.apply(claims(Fixture.token(Fixture.PAY))));
  }

  /** A token of the valid call under another header, signed by the guard. */
  static String withHeader(String header) {
    return signed(header, claims(Fixture.token(Fixture.PAY)));
  }

  static String claims(String token) {
    return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8);
  }

  static String signed(String header, String claims) {
    String input = encode(header.getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
    try {
      return input + "." + encode(Fixture.es256().sign(input.getBytes(UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
