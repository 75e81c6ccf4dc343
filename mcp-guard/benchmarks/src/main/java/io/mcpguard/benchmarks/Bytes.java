package io.mcpguard.benchmarks;

/** Searching bytes without making strings of them, as a load generator must. */
final class Bytes {
  private Bytes() {}

  /** The first place of {@code wanted} in {@code in[from, to)}, or -1. */
  static int indexOf(byte[] in, int from, int to, byte[] wanted) {
    for (int i = from; i <= to - wanted.length; i++) {
      if (matches(in, i, wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean matches(byte[] in, int at, byte[] wanted) {
    for (int k = 0; k < wanted.length; k++) {
      if (in[at + k] != wanted[k]) {
        return false;
      }
    }
    return true;
  }
}
