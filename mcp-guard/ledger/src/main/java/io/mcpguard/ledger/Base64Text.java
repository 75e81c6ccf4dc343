package io.mcpguard.ledger;

import java.util.Base64;

/** Canonical base64 (RFC 4648 §4): exactly what an encoder writes, nothing that merely decodes. */
final class Base64Text {
  private Base64Text() {}

  static byte[] decode(String text, String what) throws MalformedLogData {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedLogData(what + ": is not base64", e);
    }
    // The JDK takes missing padding and stray trailing bits; two spellings of one value are
    // refused.
    if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw new MalformedLogData(what + ": is not canonical base64");
    }
    return bytes;
  }
}
