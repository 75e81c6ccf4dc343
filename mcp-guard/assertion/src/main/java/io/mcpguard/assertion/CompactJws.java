package io.mcpguard.assertion;

import io.mcpguard.assertion.AssertionRejected.Reason;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The three parts of a compact JWS (RFC 7515 §7.1), unverified.
 *
 * <p>One token has one spelling: no padding, no white space, no unused bits set. Attacker: spells a
 * used token anew, or hides a second member behind the first.
 */
final class CompactJws {
  private static final int MOST_CHARACTERS = 8192;

  private final JsonObject header;
  private final byte[] input;
  private final byte[] payload;
  private final byte[] signature;

  private CompactJws(JsonObject header, byte[] input, byte[] payload, byte[] signature) {
    this.header = header;
    this.input = input;
    this.payload = payload;
    this.signature = signature;
  }

  static CompactJws parse(RawAssertion raw) throws AssertionRejected {
    String token = raw.reveal();
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    boolean three = first > 0 && second > first && token.indexOf('.', second + 1) < 0;
    if (!three || token.length() > MOST_CHARACTERS) {
      throw new AssertionRejected(Reason.MALFORMED_TOKEN);
    }
    byte[] characters = token.getBytes(StandardCharsets.US_ASCII);
    byte[] payload = decode(characters, first + 1, second);
    byte[] signature = decode(characters, second + 1, characters.length);
    JsonObject header = object(decode(characters, 0, first));
    return new CompactJws(header, Arrays.copyOf(characters, second), payload, signature);
  }

  private static byte[] decode(byte[] characters, int from, int to) throws AssertionRejected {
    byte[] part = Arrays.copyOfRange(characters, from, to);
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(part);
      byte[] canonical = Base64.getUrlEncoder().withoutPadding().encode(decoded);
      if (decoded.length > 0 && Arrays.equals(part, canonical)) {
        return decoded;
      }
    } catch (IllegalArgumentException notBase64) {
      throw new AssertionRejected(Reason.MALFORMED_TOKEN);
    }
    throw new AssertionRejected(Reason.MALFORMED_TOKEN);
  }

  private static JsonObject object(byte[] json) throws AssertionRejected {
    try {
      if (JsonDocument.read(json, ReadRules.request()).root() instanceof JsonObject object) {
        return object;
      }
    } catch (MalformedJson fault) {
      throw new AssertionRejected(Reason.MALFORMED_TOKEN, fault.reason().name());
    }
    throw new AssertionRejected(Reason.MALFORMED_TOKEN);
  }

  JsonObject header() {
    return header;
  }

  byte[] input() {
    return input;
  }

  JsonObject payload() throws AssertionRejected {
    return object(payload);
  }

  byte[] signature() {
    return signature;
  }
}
