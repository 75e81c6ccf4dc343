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
    return ascii(text, 0, text.length());
  }

  /** The JDK deprecates the one way that makes no array in between, for what is not Latin-1. */
  @SuppressWarnings("deprecation")
  ByteSink ascii(String text, int from, int to) {
    room(to - from);
    text.getBytes(from, to, bytes, length);
    length += to - from;
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
    put('"');
    int plain = plain(text);
    ascii(text, 0, plain);
    return plain == text.length() ? put('"') : escaped(text, plain).put('"');
  }

  /** How many characters stand before the first that is not written as it is. */
  private static int plain(String text) {
    int end = text.length();
    for (int i = 0; i < end; i++) {
      if (!isPlain(text.charAt(i))) {
        return i;
      }
    }
    return end;
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
