package io.mcpguard.assertion.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text; decoded when first asked for. {@link #start} is the opening quote. */
public final class JsonString implements JsonValue {
  private final byte[] bytes;
  private final int start;
  private final int end;
  private final boolean escaped;
  private @Nullable String decoded;

  JsonString(byte[] bytes, int start, int end, boolean escaped) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.escaped = escaped;
  }

  @Override
  public int start() {
    return start;
  }

  @Override
  public int end() {
    return end;
  }

  /** The text with escapes resolved. */
  public String value() {
    String known = decoded;
    if (known == null) {
      known = decode(bytes, start, end, escaped);
      decoded = known;
    }
    return known;
  }

  boolean escaped() {
    return escaped;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Decodes a string that was read already; {@code start} and {@code end} include the quotes. */
  static String decode(byte[] bytes, int start, int end, boolean escaped) {
    if (!escaped) {
      return new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder(end - start);
    int plain = start + 1;
    int at = plain;
    while (at < end - 1) {
      if (bytes[at] != '\\') {
        at++;
        continue;
      }
      text.append(new String(bytes, plain, at - plain, StandardCharsets.UTF_8));
      at = unescape(bytes, at + 1, text);
      plain = at;
    }
    return text.append(new String(bytes, plain, at - plain, StandardCharsets.UTF_8)).toString();
  }

  private static int unescape(byte[] bytes, int at, StringBuilder text) {
    if (bytes[at] == 'u') {
      text.append((char) hex4(bytes, at + 1));
      return at + 5;
    }
    text.append(
        switch (bytes[at]) {
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          default -> (char) bytes[at];
        });
    return at + 1;
  }

  /** Four hexadecimal digits as a number, or -1 when they are not. */
  static int hex4(byte[] bytes, int at) {
    int unit = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = i < bytes.length ? Character.digit((char) (bytes[i] & 0xff), 16) : -1;
      if (digit < 0 || bytes[i] < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}
