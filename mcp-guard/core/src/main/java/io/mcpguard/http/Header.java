package io.mcpguard.http;

/**
 * One header field that the guard writes (RFC 9110 §5).
 *
 * @param name a token
 * @param value visible ASCII with single spaces or tabs inside; never printed
 */
public record Header(String name, String value) {

  /** Refuses whatever could end the field early or mean different things to two parsers. */
  public Header {
    if (!isToken(name)) {
      throw new IllegalArgumentException(
          "a header's name must be a token (RFC 9110 section 5.6.2)");
    }
    if (!isValue(value)) {
      throw new IllegalArgumentException(
          "the value of header " + name + " must be visible ASCII without space at its ends");
    }
  }

  /** The name alone: values may be credentials. */
  @Override
  public String toString() {
    return name + ": [redacted]";
  }

  /** True if {@code text} can be a field value. */
  public static boolean isValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isVisible(text.charAt(i))) {
        return false;
      }
    }
    return text.strip().length() == text.length();
  }

  private static boolean isVisible(char c) {
    return (c >= ' ' && c <= '~') || c == '\t';
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!ResponseHead.isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
