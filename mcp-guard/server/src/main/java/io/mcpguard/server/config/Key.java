package io.mcpguard.server.config;

import java.util.Optional;

/**
 * A key of a section: its name, what may stand there, what it means, and what holds without it.
 *
 * @param <T> what the value is read as
 */
final class Key<T> {
  private final String name;
  private final Kind<T> kind;
  private final String meaning;
  private final Optional<T> fallback;
  private final String shown;
  private final Optional<T> standIn;

  private Key(
      String name,
      Kind<T> kind,
      String meaning,
      Optional<T> fallback,
      String shown,
      Optional<T> standIn) {
    this.name = name;
    this.kind = kind;
    this.meaning = meaning;
    this.fallback = fallback;
    this.shown = shown;
    this.standIn = standIn;
  }

  /** A key that must be there. */
  static <T> Key<T> of(String name, Kind<T> kind, String meaning) {
    return new Key<>(name, kind, meaning, Optional.empty(), "", Optional.empty());
  }

  /** The same key with what holds where it is absent, and how the documentation shows that. */
  Key<T> or(T value, String shownAs) {
    return new Key<>(name, kind, meaning, Optional.of(value), shownAs, standIn);
  }

  /** The same key with what takes its place, unreadable, while all else is checked. */
  Key<T> whileUnread(T value) {
    return new Key<>(name, kind, meaning, fallback, shown, Optional.of(value));
  }

  String name() {
    return name;
  }

  Kind<T> kind() {
    return kind;
  }

  String meaning() {
    return meaning;
  }

  Optional<T> fallback() {
    return fallback;
  }

  Optional<T> standIn() {
    return standIn;
  }

  String shown() {
    return shown;
  }
}
