package io.mcpguard.assertion.json;

import java.math.BigInteger;

/**
 * The fewest decimal digits that read back as a double, and of those the closest to it: the
 * free-format algorithm of Steele and White in the form of Burger and Dybvig (PLDI 1996), in exact
 * integers.
 *
 * <p>Invariant: what is left to write is {@code rest / scale}; {@code above} and {@code below} are
 * the distances, in the same unit, up to which a decimal still reads back as the double. Work is
 * bounded by 17 digits of at most some 1,100 bits, whatever the caller spells.
 */
final class ShortestDigits {
  private static final long HIDDEN_BIT = 1L << 52;

  private final boolean endsBelong;
  private BigInteger rest;
  private BigInteger scale;
  private BigInteger above;
  private BigInteger below;
  private final int point;
  private final String text;

  private ShortestDigits(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int biased = (int) (bits >>> 52);
    long fraction = (bits & (HIDDEN_BIT - 1)) | (biased == 0 ? 0 : HIDDEN_BIT);
    int exponent = Math.max(biased, 1) - 1075;
    // Below a power of two doubles lie twice as dense.
    int uneven = fraction == HIDDEN_BIT && biased > 1 ? 1 : 0;
    int up = Math.max(exponent, 0);
    int down = Math.max(-exponent, 0);
    this.endsBelong = (fraction & 1) == 0;
    this.rest = BigInteger.valueOf(fraction).shiftLeft(up + 1 + uneven);
    this.scale = BigInteger.ONE.shiftLeft(down + 1 + uneven);
    this.above = BigInteger.ONE.shiftLeft(up + uneven);
    this.below = BigInteger.ONE.shiftLeft(up);
    this.point = align((int) Math.ceil(Math.log10(value) - 1e-10));
    this.text = digits();
  }

  /** Takes a positive, finite value. */
  static ShortestDigits of(double value) {
    return new ShortestDigits(value);
  }

  /** No leading and no trailing zero. */
  String text() {
    return text;
  }

  /** The value is 0.text × 10^point. */
  int point() {
    return point;
  }

  /** Scales so that the first digit stands right before the point; the estimate may be 1 short. */
  private int align(int estimate) {
    BigInteger power = BigInteger.TEN.pow(Math.abs(estimate));
    if (estimate >= 0) {
      scale = scale.multiply(power);
    } else {
      rest = rest.multiply(power);
      above = above.multiply(power);
      below = below.multiply(power);
    }
    if (reaches(rest.add(above), scale)) {
      return estimate + 1;
    }
    next();
    return estimate;
  }

  private void next() {
    rest = rest.multiply(BigInteger.TEN);
    above = above.multiply(BigInteger.TEN);
    below = below.multiply(BigInteger.TEN);
  }

  private String digits() {
    StringBuilder digits = new StringBuilder(17);
    while (true) {
      BigInteger[] division = rest.divideAndRemainder(scale);
      int digit = division[0].intValue();
      rest = division[1];
      boolean low = reaches(below, rest);
      boolean high = reaches(rest.add(above), scale);
      if (low || high) {
        return digits
            .append((char) ('0' + digit + (high && (!low || up(digit)) ? 1 : 0)))
            .toString();
      }
      digits.append((char) ('0' + digit));
      next();
    }
  }

  /** Whether the next higher digit is closer; halfway between both the even one is taken. */
  private boolean up(int digit) {
    int half = rest.shiftLeft(1).compareTo(scale);
    return half > 0 || (half == 0 && (digit & 1) == 1);
  }

  /** A decimal right at the end of the interval reads back where the fraction is even. */
  private boolean reaches(BigInteger one, BigInteger other) {
    int order = one.compareTo(other);
    return order > 0 || (order == 0 && endsBelong);
  }
}
