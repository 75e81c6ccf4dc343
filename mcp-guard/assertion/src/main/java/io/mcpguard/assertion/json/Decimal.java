package io.mcpguard.assertion.json;

import java.nio.charset.StandardCharsets;

/**
 * A decimal number as significant digits and a power of ten, and the number-to-string rule of
 * ECMAScript that RFC 8785 §3.2.2.3 asks for.
 *
 * <p>{@code Double.toString} is never asked: before Java 19 it is not the shortest. Rests on two
 * facts of binary64: a decimal of at most 15 significant digits in the normal range is the shortest
 * form of its double, and 17 digits always suffice.
 */
final class Decimal {
  private static final long SAFE = (1L << 53) - 1;
  private static final int ALWAYS_EXACT = 15;
  private static final int ALWAYS_ENOUGH = 17;

  /** Powers of ten between which every double is normal, with room. */
  private static final int NORMAL = 290;

  /** Beyond this every double is zero or infinite. */
  private static final int BEYOND = 100_000;

  private final boolean negative;

  /** No leading and no trailing zero; empty for zero. */
  private final String digits;

  /** The value is 0.digits × 10^point. */
  private final int point;

  /** The spelling, for {@link Double#parseDouble}. */
  private final String text;

  private Decimal(boolean negative, String digits, int point, String text) {
    this.negative = negative;
    this.digits = digits;
    this.point = point;
    this.text = text;
  }

  /** Whether an integer's spelling lies within ±(2^53−1). */
  static boolean isSafeInteger(byte[] in, int start, int end) {
    int first = in[start] == '-' ? start + 1 : start;
    if (end - first > 16) {
      return false;
    }
    long value = 0;
    for (int i = first; i < end; i++) {
      value = value * 10 + (in[i] - '0');
    }
    return value <= SAFE;
  }

  /** Takes a spelling the reader has accepted. */
  static Decimal of(byte[] in, int start, int end) {
    return of(new String(in, start, end - start, StandardCharsets.US_ASCII));
  }

  private static Decimal of(String text) {
    boolean negative = text.charAt(0) == '-';
    StringBuilder digits = new StringBuilder(text.length());
    int point = 0;
    int at = negative ? 1 : 0;
    boolean fraction = false;
    for (; at < text.length() && (text.charAt(at) | 0x20) != 'e'; at++) {
      char c = text.charAt(at);
      if (c == '.') {
        fraction = true;
      } else if (c == '0' && digits.length() == 0) {
        point -= fraction ? 1 : 0;
      } else {
        digits.append(c);
        point += fraction ? 0 : 1;
      }
    }
    int last = digits.length();
    while (last > 0 && digits.charAt(last - 1) == '0') {
      last--;
    }
    digits.setLength(last);
    int power = at < text.length() ? exponent(text, at + 1) : 0;
    return new Decimal(negative, digits.toString(), point + power, text);
  }

  private static int exponent(String text, int from) {
    int at = from;
    boolean negative = text.charAt(at) == '-';
    if (negative || text.charAt(at) == '+') {
      at++;
    }
    int value = 0;
    for (; at < text.length(); at++) {
      value = Math.min(BEYOND * 1_000, value * 10 + (text.charAt(at) - '0'));
    }
    return negative ? -value : value;
  }

  /** Whether this value is the shortest decimal form of its double; zero is. */
  boolean isShortest() {
    if (digits.isEmpty() || plainlyShortest()) {
      return true;
    }
    if (digits.length() > ALWAYS_ENOUGH) {
      return false;
    }
    double nearest = Double.parseDouble(text);
    if (nearest == 0 || Double.isInfinite(nearest)) {
      return false;
    }
    Decimal shortest = shortest(nearest);
    return point == shortest.point && digits.equals(shortest.digits);
  }

  private boolean plainlyShortest() {
    return digits.length() <= ALWAYS_EXACT && point > -NORMAL && point < NORMAL;
  }

  /**
   * Writes the double nearest to this by RFC 8785 §3.2.2.3; minus zero becomes {@code 0}.
   *
   * @throws ArithmeticException when it is infinite, which JSON cannot spell
   */
  void writeTo(ByteSink out) {
    if (digits.isEmpty()) {
      out.put('0');
      return;
    }
    if (plainlyShortest()) {
      format(out);
      return;
    }
    double nearest = Double.parseDouble(text);
    if (Double.isInfinite(nearest)) {
      throw new ArithmeticException("a number beyond the range of a double has no canonical form");
    }
    if (nearest == 0) {
      out.put('0');
      return;
    }
    shortest(nearest).format(out);
  }

  private static Decimal shortest(double value) {
    ShortestDigits digits = ShortestDigits.of(Math.abs(value));
    return new Decimal(value < 0, digits.text(), digits.point(), "");
  }

  /** ECMAScript Number::toString; n there is {@link #point}, k the number of digits. */
  private void format(ByteSink out) {
    if (negative) {
      out.put('-');
    }
    int count = digits.length();
    if (point > 21 || point <= -6) {
      out.put(digits.charAt(0));
      if (count > 1) {
        out.put('.').ascii(digits, 1, count);
      }
      out.put('e').put(point > 0 ? '+' : '-').ascii(Integer.toString(Math.abs(point - 1)));
    } else if (point <= 0) {
      out.ascii("0.").zeros(-point).ascii(digits);
    } else if (count <= point) {
      out.ascii(digits).zeros(point - count);
    } else {
      out.ascii(digits, 0, point).put('.').ascii(digits, point, count);
    }
  }
}
