package io.mcpguard.oauth;

import java.util.List;

/** What a request presents in its {@code Authorization} header (RFC 6750 §2.1, RFC 9449 §7.1). */
public sealed interface Credentials
    permits BearerToken, DpopToken, Credentials.None, Credentials.Malformed {

  /** No header at all: the challenge then carries no error code (RFC 6750 §3.1). */
  record None() implements Credentials {}

  /** A header that is not exactly one token: another scheme, two headers, a bad character. */
  record Malformed() implements Credentials {}

  /** Longer tokens are refused unread, in characters. */
  int LONGEST = 16 * 1024;

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
    for (Scheme scheme : Scheme.values()) {
      if (isOf(scheme, value)) {
        return token(scheme, value.substring(scheme.wire().length()).strip());
      }
    }
    return new Malformed();
  }

  /** The name of the scheme and a space (RFC 9110 §11.4). */
  private static boolean isOf(Scheme scheme, String value) {
    int length = scheme.wire().length();
    return value.indexOf(' ') == length && value.regionMatches(true, 0, scheme.wire(), 0, length);
  }

  private static Credentials token(Scheme scheme, String text) {
    if (!TokenSyntax.isToken(text, LONGEST)) {
      return new Malformed();
    }
    return switch (scheme) {
      case BEARER -> new BearerToken(text);
      case DPOP -> new DpopToken(text);
    };
  }
}
