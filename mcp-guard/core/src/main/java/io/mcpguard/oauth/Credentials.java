package io.mcpguard.oauth;

import java.util.List;

/** What a request presents in its {@code Authorization} header (RFC 6750 §2.1). */
public sealed interface Credentials permits BearerToken, Credentials.None, Credentials.Malformed {

  /** No header at all: the challenge then carries no error code (RFC 6750 §3.1). */
  record None() implements Credentials {}

  /**
   * A header that is not exactly one bearer token: another scheme, two headers, a bad character.
   */
  record Malformed() implements Credentials {}

  /** Longer tokens are refused unread, in characters. */
  int LONGEST = 16 * 1024;

  /** The one scheme that is read; its case does not matter (RFC 9110 §11.1). */
  String SCHEME = "Bearer";

  /**
   * Reads the values of all {@code Authorization} header fields of one request.
   *
   * @param values one element for each field line, as received
   */
  static Credentials read(List<String> values) {
    if (values.isEmpty()) {
      return new None();
    }
    // Two credentials in one request: RFC 6750 §2, "clients MUST NOT use more than one method".
    if (values.size() != 1) {
      return new Malformed();
    }
    String value = values.getFirst();
    int space = value.indexOf(' ');
    if (space != SCHEME.length() || !value.regionMatches(true, 0, SCHEME, 0, space)) {
      return new Malformed();
    }
    String token = value.substring(space).strip();
    return isB64Token(token) ? new BearerToken(token) : new Malformed();
  }

  /**
   * {@code b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="} (RFC 6750
   * §2.1).
   */
  private static boolean isB64Token(String text) {
    int end = text.length();
    if (end > LONGEST) {
      return false;
    }
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      if (!isB64Character(text.charAt(i))) {
        return false;
      }
    }
    return end > 0;
  }

  private static boolean isB64Character(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '-' && c <= '9') // - . / and the digits
        || c == '_'
        || c == '~'
        || c == '+';
  }
}
