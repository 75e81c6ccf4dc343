package io.mcpguard.server.command;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether two patterns have a name in common. Takes time in the product of their lengths: a table
 * of which rests of the two overlap, filled from the ends.
 */
final class PatternOverlap {
  private static final String STAR = "*";
  private static final String STARS = "**";

  private PatternOverlap() {}

  static boolean overlap(String left, String right) {
    List<String> a = tokens(left);
    List<String> b = tokens(right);
    boolean[][] rests = new boolean[a.size() + 1][b.size() + 1];
    for (int i = a.size(); i >= 0; i--) {
      for (int j = b.size(); j >= 0; j--) {
        rests[i][j] = rest(a, i, b, j, rests);
      }
    }
    return rests[0][0];
  }

  private static boolean rest(List<String> a, int i, List<String> b, int j, boolean[][] rests) {
    if (i == a.size() && j == b.size()) {
      return true;
    }
    boolean starA = i < a.size() && isStar(a.get(i));
    boolean starB = j < b.size() && isStar(b.get(j));
    if ((starA && rests[i + 1][j]) || (starB && rests[i][j + 1])) {
      return true;
    }
    if (i == a.size() || j == b.size()) {
      return false;
    }
    if (starA) {
      return takes(a.get(i), b.get(j)) && rests[i][j + 1];
    }
    if (starB) {
      return takes(b.get(j), a.get(i)) && rests[i + 1][j];
    }
    return a.get(i).equals(b.get(j)) && rests[i + 1][j + 1];
  }

  /** Whether a star may stand for what the other pattern has there. */
  private static boolean takes(String star, String other) {
    return star.equals(STARS) || !(other.equals("/") || other.equals(STARS));
  }

  private static boolean isStar(String token) {
    return token.equals(STAR) || token.equals(STARS);
  }

  private static List<String> tokens(String pattern) {
    List<String> tokens = new ArrayList<>();
    for (int at = 0; at < pattern.length(); at += tokens.getLast().length()) {
      tokens.add(pattern.startsWith(STARS, at) ? STARS : pattern.substring(at, at + 1));
    }
    return tokens;
  }
}
