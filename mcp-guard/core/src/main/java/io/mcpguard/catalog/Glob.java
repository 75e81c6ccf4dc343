package io.mcpguard.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of names: {@code *} stands for any text without a slash, {@code **} for any text. All
 * else stands for itself, case counts.
 *
 * <p>Matching takes time linear in name times number of stars; no pattern makes it exponential.
 */
public final class Glob {
  private final String pattern;
  private final List<Piece> pieces;

  private record Piece(String text, boolean acrossSlashes) {}

  private Glob(String pattern, List<Piece> pieces) {
    this.pattern = pattern;
    this.pieces = pieces;
  }

  /** The pattern {@code text}. Every text is a pattern. */
  public static Glob of(String text) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    boolean across = false;
    while (true) {
      int star = text.indexOf('*', at);
      pieces.add(new Piece(text.substring(at, star < 0 ? text.length() : star), across));
      if (star < 0) {
        return new Glob(text, List.copyOf(pieces));
      }
      across = text.startsWith("**", star);
      at = star + (across ? 2 : 1);
    }
  }

  /** The text before the first star: what every match begins with. */
  public String prefix() {
    return pieces.getFirst().text();
  }

  /** True when the pattern has no star. */
  public boolean isExact() {
    return pieces.size() == 1;
  }

  /** Whether {@code name} is one of the names that the pattern stands for. */
  public boolean matches(String name) {
    String head = prefix();
    return isExact() ? name.equals(head) : name.startsWith(head) && rest(name, head.length());
  }

  private boolean rest(String name, int start) {
    return pieces.size() == 2 ? endsWith(pieces.getLast(), name, start) : anyWay(name, start);
  }

  /** With one star, what it stands for lies between the two texts. */
  private static boolean endsWith(Piece last, String name, int start) {
    int end = name.length() - last.text().length();
    if (end < start || !name.endsWith(last.text())) {
      return false;
    }
    int slash = last.acrossSlashes() ? -1 : name.indexOf('/', start);
    return slash < 0 || slash >= end;
  }

  /**
   * Dynamic programming over the pieces: which offsets of the name the pieces so far can end at.
   */
  private boolean anyWay(String name, int start) {
    boolean[] ends = new boolean[name.length() + 1];
    ends[start] = true;
    for (int i = 1; i < pieces.size(); i++) {
      ends = after(name, ends, pieces.get(i));
    }
    return ends[name.length()];
  }

  private static boolean[] after(String name, boolean[] ends, Piece piece) {
    boolean[] next = new boolean[name.length() + 1];
    boolean open = false;
    for (int at = 0; at <= name.length(); at++) {
      open = (open && (piece.acrossSlashes() || name.charAt(at - 1) != '/')) || ends[at];
      if (open && name.startsWith(piece.text(), at)) {
        next[at + piece.text().length()] = true;
      }
    }
    return next;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob glob && glob.pattern.equals(pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
