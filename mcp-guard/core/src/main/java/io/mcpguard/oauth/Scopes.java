package io.mcpguard.oauth;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Stream;

/** An ordered set of scope tokens (RFC 6749 §3.3); order is kept, meaning has none. */
public final class Scopes implements Iterable<String> {
  private static final Scopes NONE = new Scopes(new LinkedHashSet<>());

  /** More than this in one list is refused as malformed: nothing real comes near. */
  private static final int MOST = 256;

  private static final int LONGEST_TEXT = 8192;

  private final SequencedSet<String> tokens;

  private Scopes(SequencedSet<String> tokens) {
    this.tokens = Collections.unmodifiableSequencedSet(tokens);
  }

  /** The empty set. */
  public static Scopes none() {
    return NONE;
  }

  /**
   * The scopes given.
   *
   * @throws IllegalArgumentException when one of them is not a scope-token
   */
  public static Scopes of(Collection<String> tokens) {
    for (String token : tokens) {
      if (!isToken(token)) {
        throw new IllegalArgumentException("a scope is 1 or more of !, #-[, ]-~ (RFC 6749 §3.3)");
      }
    }
    return new Scopes(new LinkedHashSet<>(tokens));
  }

  /** The scopes given; see {@link #of(Collection)}. */
  public static Scopes of(String... tokens) {
    return of(List.of(tokens));
  }

  /**
   * Reads {@code scope-token *( SP scope-token )}; the empty text is the empty set.
   *
   * @return nothing when the text breaks the grammar of RFC 6749 §3.3 or is too long
   */
  public static Optional<Scopes> parse(String text) {
    if (text.isEmpty()) {
      return Optional.of(NONE);
    }
    if (text.length() > LONGEST_TEXT) {
      return Optional.empty();
    }
    String[] parts = text.split(" ", -1);
    if (parts.length > MOST || !Stream.of(parts).allMatch(Scopes::isToken)) {
      return Optional.empty();
    }
    return Optional.of(new Scopes(new LinkedHashSet<>(List.of(parts))));
  }

  /** Whether the text is one scope-token: {@code 1*( %x21 / %x23-5B / %x5D-7E )}. */
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x21 || c == 0x22 || c == 0x5C || c > 0x7E) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** These and the others, these first. */
  public Scopes union(Scopes others) {
    var all = new LinkedHashSet<>(tokens);
    all.addAll(others.tokens);
    return new Scopes(all);
  }

  /** Those of these that are among the others. */
  public Scopes intersection(Scopes others) {
    var kept = new LinkedHashSet<>(tokens);
    kept.retainAll(others.tokens);
    return new Scopes(kept);
  }

  /** Those of these that are not among the others. */
  public Scopes minus(Scopes others) {
    var kept = new LinkedHashSet<>(tokens);
    kept.removeAll(others.tokens);
    return new Scopes(kept);
  }

  /** Whether every one of the others is among these. */
  public boolean covers(Scopes others) {
    return tokens.containsAll(others.tokens);
  }

  /** Whether this token is among these. */
  public boolean contains(String token) {
    return tokens.contains(token);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return tokens.isEmpty();
  }

  /** How many there are. */
  public int size() {
    return tokens.size();
  }

  /** The tokens, in order. */
  public Set<String> tokens() {
    return tokens;
  }

  @Override
  public Iterator<String> iterator() {
    return tokens.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scopes scopes && tokens.equals(scopes.tokens);
  }

  @Override
  public int hashCode() {
    return tokens.hashCode();
  }

  /** The wire form: tokens separated by one space. */
  @Override
  public String toString() {
    return String.join(" ", tokens);
  }
}
