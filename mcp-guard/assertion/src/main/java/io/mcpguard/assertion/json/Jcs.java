package io.mcpguard.assertion.json;

import java.util.Arrays;

/** JSON Canonicalization Scheme (RFC 8785). */
public final class Jcs {
  private Jcs() {}

  /** The canonical bytes of a value. */
  public static byte[] bytes(JsonValue value) {
    ByteSink out = new ByteSink(value.end() - value.start() + 16);
    write(value, out);
    return out.toBytes();
  }

  /**
   * Appends the canonical bytes of a value.
   *
   * @throws ArithmeticException when a number lies beyond the range of a double; documents read by
   *     {@link ReadRules#request} have none in {@code params}, {@code result} and {@code error}
   */
  public static void write(JsonValue value, ByteSink out) {
    if (value instanceof JsonObject object) {
      writeWithout("", object, out);
    } else if (value instanceof JsonArray array) {
      array(array, out);
    } else if (value instanceof JsonString string) {
      string(string, out);
    } else if (value instanceof JsonNumber number) {
      number(number, out);
    } else if (value instanceof JsonBoolean truth) {
      out.ascii(truth.value() ? "true" : "false");
    } else {
      out.ascii("null");
    }
  }

  /**
   * Whether a value has canonical bytes: no number in it lies beyond the range of a double. To be
   * asked of what was read by {@link ReadRules#answer}.
   */
  public static boolean isDefined(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object.members().stream().allMatch(member -> isDefined(member.value()));
    }
    if (value instanceof JsonArray array) {
      return array.values().stream().allMatch(Jcs::isDefined);
    }
    return !(value instanceof JsonNumber number) || !Double.isInfinite(number.asDouble());
  }

  /** Appends the canonical bytes of an object as if it had no member of that name. */
  static void writeWithout(String left, JsonObject object, ByteSink out) {
    JsonMember[] members = object.inOrder().clone();
    Arrays.sort(members, JsonMember::compareName);
    out.put('{');
    char separator = 0;
    for (JsonMember member : members) {
      if (!left.isEmpty() && member.isNamed(left)) {
        continue;
      }
      if (separator != 0) {
        out.put(separator);
      }
      separator = ',';
      name(member, out);
      out.put(':');
      write(member.value(), out);
    }
    out.put('}');
  }

  private static void array(JsonArray array, ByteSink out) {
    out.put('[');
    char separator = 0;
    for (JsonValue value : array.values()) {
      if (separator != 0) {
        out.put(separator);
      }
      separator = ',';
      write(value, out);
    }
    out.put(']');
  }

  private static void name(JsonMember member, ByteSink out) {
    if (member.escaped()) {
      out.string(member.name());
    } else {
      out.put(member.bytes(), member.start(), member.nameEnd());
    }
  }

  /** A string spelled without escapes is canonical as it stands. */
  private static void string(JsonString string, ByteSink out) {
    if (string.escaped()) {
      out.string(string.value());
    } else {
      out.put(string.bytes(), string.start(), string.end());
    }
  }

  private static void number(JsonNumber number, ByteSink out) {
    byte[] bytes = number.bytes();
    boolean minusZero = bytes[number.start()] == '-' && bytes[number.start() + 1] == '0';
    if (number.isInteger()
        && !minusZero
        && Decimal.isSafeInteger(bytes, number.start(), number.end())) {
      out.put(bytes, number.start(), number.end());
    } else {
      Decimal.of(bytes, number.start(), number.end()).writeTo(out);
    }
  }
}
