package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.fields.Member.InnerList;
import io.mcpguard.assertion.fields.Member.Item;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** The bytes that are signed (RFC 9421 §2.5). */
final class SignatureBase {
  private SignatureBase() {}

  /**
   * One line for each covered component, and last the parameters.
   *
   * @param values the value of each component by its identifier
   * @throws IllegalArgumentException when a value is not visible ASCII: a line break in it would
   *     make two components of one
   */
  static byte[] of(InnerList covered, Function<Item, String> values) {
    StringBuilder base = new StringBuilder(512);
    for (Item component : covered.items()) {
      base.append(component.text())
          .append(": ")
          .append(checked(values.apply(component)))
          .append('\n');
    }
    base.append("\"@signature-params\": ").append(covered.text());
    return base.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String checked(String value) {
    if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'))) {
      throw new IllegalArgumentException("signed component: must be visible ASCII");
    }
    return value;
  }
}
