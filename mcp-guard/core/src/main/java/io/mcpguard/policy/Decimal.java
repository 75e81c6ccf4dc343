package io.mcpguard.policy;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * An exact decimal number in a condition. The attacker writes {@code "NaN"}, {@code "1e3"} or
 * {@code "0x1p10"} where an amount is expected; none of them is one.
 */
final class Decimal implements Comparable<Decimal> {
  private static final int MOST_CHARACTERS = 64;
  private static final Pattern GRAMMAR = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");

  private final BigDecimal value;

  private Decimal(BigDecimal value) {
    this.value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
  }

  /**
   * The number that {@code text} writes.
   *
   * @throws IllegalArgumentException if it is not an optional minus, digits without leading zeros,
   *     and optionally a point and digits, in at most 64 characters
   */
  static Decimal of(String text) {
    if (text.length() > MOST_CHARACTERS || !GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException("not a decimal number");
    }
    return new Decimal(new BigDecimal(text));
  }

  /** A whole number. */
  static Decimal of(long whole) {
    return new Decimal(BigDecimal.valueOf(whole));
  }

  /** The shortest decimal that reads back as {@code number}. */
  static Decimal of(double number) {
    return new Decimal(new BigDecimal(Double.toString(number)));
  }

  Decimal plus(Decimal other) {
    return new Decimal(value.add(other.value));
  }

  Decimal minus(Decimal other) {
    return new Decimal(value.subtract(other.value));
  }

  Decimal times(Decimal other) {
    return new Decimal(value.multiply(other.value));
  }

  double nearest() {
    return value.doubleValue();
  }

  @Override
  public int compareTo(Decimal other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Decimal decimal && decimal.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value.toPlainString();
  }
}
