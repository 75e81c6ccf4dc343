package io.mcpguard.protocol;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * The id of a JSON-RPC message. Its raw spelling is what an answer repeats; two ids are equal when
 * they have the same value, however each is spelled.
 */
public final class RequestId {
  /** The id of an answer to something that had none (JSON-RPC 2.0 §5). */
  public static final RequestId NONE = new RequestId("null");

  /** Longer numbers, and numbers with more zeros, are only equal to their own spelling. */
  private static final int LONGEST_NUMBER = 32;

  private final String raw;
  private final String value;

  /** An id in the one spelling that we give to ids of our own. */
  public RequestId(String raw) {
    this(raw, raw);
  }

  private RequestId(String raw, String value) {
    this.raw = raw;
    this.value = value;
  }

  /** The id as it stands in {@code document}. */
  public static RequestId of(JsonDocument document, JsonValue id) {
    String raw =
        new String(document.bytes(), id.start(), id.end() - id.start(), StandardCharsets.UTF_8);
    if (id instanceof JsonString text && raw.indexOf('\\') >= 0) {
      return new RequestId(raw, '"' + text.value() + '"');
    }
    return id instanceof JsonNumber ? new RequestId(raw, plain(raw)) : new RequestId(raw);
  }

  /** The number without sign of zero, fraction and exponent, where it is an integer. */
  private static String plain(String number) {
    if (number.equals("-0")) {
      return "0";
    }
    if (number.length() > LONGEST_NUMBER || isInteger(number)) {
      return number;
    }
    try {
      BigDecimal exact = new BigDecimal(number).stripTrailingZeros();
      return exact.scale() > 0 || exact.scale() < -LONGEST_NUMBER
          ? number
          : exact.toBigInteger().toString();
    } catch (NumberFormatException beyondEveryScale) {
      return number;
    }
  }

  private static boolean isInteger(String number) {
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return false;
      }
    }
    return true;
  }

  /** The id's JSON as it was written. */
  public String raw() {
    return raw;
  }

  /** The id as bytes of JSON. */
  public byte[] bytes() {
    return raw.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RequestId id && value.equals(id.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return raw;
  }
}
