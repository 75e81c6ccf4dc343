package io.mcpguard.oauth;

/**
 * The syntax of tokens in both schemes: {@code b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~"
 * / "+" / "/" ) *"="} (RFC 6750 §2.1, RFC 9449 §7.1).
 */
final class TokenSyntax {
  /** A table: the characters of a token are as good as random, so comparing them costs guesses. */
  private static final boolean[] ALLOWED = new boolean[128];

  static {
    String others = "-._~+/0123456789";
    others.chars().forEach(c -> ALLOWED[c] = true);
    for (char c = 'a'; c <= 'z'; c++) {
      ALLOWED[c] = true;
      ALLOWED[c - 32] = true;
    }
  }

  private TokenSyntax() {}

  /** Whether a text of at most {@code longest} characters is a token. */
  static boolean isToken(String text, int longest) {
    int end = text.length();
    if (end > longest) {
      return false;
    }
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c >= ALLOWED.length || !ALLOWED[c]) {
        return false;
      }
    }
    return end > 0;
  }
}
