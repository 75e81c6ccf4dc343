package io.mcpguard.authserver.client;

/** Names that clients give themselves, cut to what a page can show. */
public final class ClientName {
  private static final int LONGEST = 80;

  private ClientName() {}

  /** At most 80 code points, none of them at the ends blank. */
  public static String shortened(String name) {
    String stripped = name.strip();
    int length = Math.min(LONGEST, stripped.codePointCount(0, stripped.length()));
    return stripped.substring(0, stripped.offsetByCodePoints(0, length)).stripTrailing();
  }
}
