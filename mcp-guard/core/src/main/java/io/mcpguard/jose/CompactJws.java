package io.mcpguard.jose;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The parts of a compact JWS whose payload is a JSON object (RFC 7515 §7.1), unverified.
 *
 * <p>One spelling only: no padding, no spare bits in the base64url, no member name twice, no
 * trailing bytes.
 *
 * @param input what the signature is over (RFC 7515 §5.2)
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
record CompactJws(JsonObject header, JsonObject claims, byte[] input, byte[] signature) {

  static Optional<CompactJws> parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      byte[] input = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8);
      return Optional.of(
          new CompactJws(object(parts[0]), object(parts[1]), input, decoded(parts[2])));
    } catch (MalformedJson | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static JsonObject object(String part) throws MalformedJson {
    if (JsonDocument.read(decoded(part), ReadRules.request()).root() instanceof JsonObject object) {
      return object;
    }
    throw new IllegalArgumentException("not an object");
  }

  private static byte[] decoded(String part) {
    byte[] bytes = Base64.getUrlDecoder().decode(part);
    if (bytes.length == 0
        || !Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
      throw new IllegalArgumentException("another spelling");
    }
    return bytes;
  }
}
