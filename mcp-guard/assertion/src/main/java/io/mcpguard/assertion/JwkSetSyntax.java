package io.mcpguard.assertion;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;

/** What a JWK set has to be before a library reads it, which trusts in that (RFC 7517 §5). */
public final class JwkSetSyntax {
  private JwkSetSyntax() {}

  /**
   * "The value of the "keys" parameter is an array of JWK values."
   *
   * @throws ParseException when it is no strict JSON, or has something else among its keys
   */
  public static void require(String jwkSet) throws ParseException {
    if (!isSet(jwkSet.getBytes(StandardCharsets.UTF_8))) {
      throw new ParseException("is not a JSON object whose keys are an array of objects", 0);
    }
  }

  private static boolean isSet(byte[] json) {
    try {
      return JsonDocument.read(json, ReadRules.answer()).root() instanceof JsonObject set
          && set.array("keys").stream()
              .flatMap(keys -> keys.values().stream())
              .allMatch(JsonObject.class::isInstance);
    } catch (MalformedJson malformed) {
      return false;
    }
  }
}
