package io.mcpguard.assertion.json;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** Bytes that grow at their end. */
public final class ByteSink {
  private byte[] bytes;
  private int length;

  public ByteSink(int expected) {
    bytes = new byte[Math.max(16, expected)];
  }

  /** Appends one character below U+0080. */
  public ByteSink put(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** Appends {@code [from, to)}. */
  public ByteSink put(byte[] source, int from, int to) {
    room(to - from);
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  public ByteSink put(byte[] source) {
    return put(source, 0, source.length);
  }

  /** Appends text of characters below U+0080. */
  public ByteSink ascii(String text) {
    return put(text.getBytes(StandardCharsets.US_ASCII));
  }

  ByteSink ascii(String text, int from, int to) {
    room(to - from);
    for (int i = from; i < to; i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  ByteSink zeros(int count) {
    for (int i = 0; i < count; i++) {
      put('0');
    }
    return this;
  }

  /**
   * Appends text as a JSON string in the form of RFC 8785 §3.2.2.2.
   *
   * @throws IllegalArgumentException when the text holds a lone surrogate
   */
  public ByteSink string(String text) {
    room(text.length() + 2);
    bytes[length++] = '"';
    int end = text.length();
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (!isPlain(c)) {
        return escaped(text, i).put('"');
      }
      bytes[length++] = (byte) c;
    }
    return put('"');
  }

  private ByteSink escaped(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (isPlain(text.charAt(i))) {
        put(text.charAt(i));
      } else {
        i += special(text, i);
      }
    }
    return this;
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
  }

  /** Appends the character at {@code i}; returns 1 when it took two units. */
  private int special(String text, int i) {
    char c = text.charAt(i);
    if (c < 0x80) {
      escape(c);
      return 0;
    }
    int units = Character.charCount(text.codePointAt(i));
    if (units == 1 && Character.isSurrogate(c)) {
      throw new IllegalArgumentException("text with a lone surrogate cannot be written as JSON");
    }
    put(text.substring(i, i + units).getBytes(StandardCharsets.UTF_8));
    return units - 1;
  }

  private void escape(char c) {
    put('\\');
    switch (c) {
      case '"', '\\' -> put(c);
      case '\b' -> put('b');
      case '\t' -> put('t');
      case '\n' -> put('n');
      case '\f' -> put('f');
      case '\r' -> put('r');
      default -> ascii("u00").put(hex(c >> 4)).put(hex(c & 15));
    }
  }

  private static char hex(int digit) {
    return Character.forDigit(digit, 16);
  }

  public int length() {
    return length;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  byte[] digest(MessageDigest algorithm) {
    algorithm.update(bytes, 0, length);
    return algorithm.digest();
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }
}
