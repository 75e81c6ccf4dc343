package io.mcpguard.assertion.json;

/** Says where a fault stands, in characters that are safe in a log. */
final class MemberPath {
  private static final int MOST_NAME = 64;
  private static final int MOST_PATH = 256;

  private MemberPath() {}

  /** Names were read over already; an index stands as -1 - index, nothing yet as MIN_VALUE. */
  static String of(byte[] in, int[] path, int depth) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= depth && text.length() < MOST_PATH; i++) {
      if (path[i] >= 0) {
        text.append(text.length() == 0 ? "" : ".");
        name(in, path[i], text);
      } else if (path[i] != Integer.MIN_VALUE) {
        text.append('[').append(-1 - path[i]).append(']');
      }
    }
    return text.toString();
  }

  private static void name(byte[] in, int quote, StringBuilder text) {
    int most = Math.min(in.length, quote + 1 + MOST_NAME);
    for (int i = quote + 1; i < most && in[i] != '"'; i++) {
      boolean plain = Character.isLetterOrDigit(in[i]) || "_-/$:".indexOf(in[i]) >= 0;
      text.append(in[i] >= 0 && plain ? (char) in[i] : '?');
    }
  }
}
