package io.mcpguard.provenance;

import java.nio.charset.StandardCharsets;

/** A node's name in letters, digits, {@code _}, {@code -} and percent escapes alone. */
final class LocalName {
  private LocalName() {}

  static String of(Node node) {
    StringBuilder name = new StringBuilder();
    for (byte unit : node.name().getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (unit & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
      if (plain) {
        name.append(c);
      } else {
        name.append(String.format("%%%02X", (int) c));
      }
    }
    return name.toString();
  }
}
