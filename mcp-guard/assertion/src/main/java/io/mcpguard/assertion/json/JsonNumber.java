package io.mcpguard.assertion.json;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** A number as it is spelled. */
public final class JsonNumber implements JsonValue {
  private final byte[] bytes;
  private final int start;
  private final int end;
  private final boolean integer;

  JsonNumber(byte[] bytes, int start, int end, boolean integer) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.integer = integer;
  }

  @Override
  public int start() {
    return start;
  }

  @Override
  public int end() {
    return end;
  }

  /** The spelling, byte for byte. */
  public String text() {
    return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
  }

  /** Whether it is spelled without fraction and exponent. */
  public boolean isInteger() {
    return integer;
  }

  /** Its value when it is spelled as an integer and fits. */
  public OptionalLong toLong() {
    if (!integer || end - start > 20) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text()));
    } catch (NumberFormatException beyondLong) {
      return OptionalLong.empty();
    }
  }

  /**
   * Its value.
   *
   * @throws ArithmeticException when it is not spelled as an integer or does not fit
   */
  public long asLong() {
    return toLong().orElseThrow(() -> new ArithmeticException("not a 64-bit integer"));
  }

  /** The nearest double; infinite when beyond range. */
  public double asDouble() {
    return Double.parseDouble(text());
  }

  byte[] bytes() {
    return bytes;
  }
}
