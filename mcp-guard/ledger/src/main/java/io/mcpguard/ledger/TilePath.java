package io.mcpguard.ledger;

import java.util.Locale;

/**
 * Names of tiles and entry bundles inside a log (c2sp.org/tlog-tiles, "Merkle Tree", "Log
 * entries").
 */
final class TilePath {
  private TilePath() {}

  static String hashes(int level, long number, int width) {
    return "tile/" + level + "/" + number(number) + suffix(width);
  }

  static String entries(long number, int width) {
    return "tile/entries/" + number(number) + suffix(width);
  }

  /** Directory that holds the partial forms of a tile or bundle. */
  static String partials(String fullPath) {
    return fullPath + ".p";
  }

  private static String suffix(int width) {
    return width == TreeEdge.WIDTH ? "" : ".p/" + width;
  }

  private static String number(long number) {
    StringBuilder path = new StringBuilder(three(number % 1000));
    for (long rest = number / 1000; rest > 0; rest /= 1000) {
      path.insert(0, "x" + three(rest % 1000) + "/");
    }
    return path.toString();
  }

  private static String three(long digits) {
    return String.format(Locale.ROOT, "%03d", digits);
  }
}
