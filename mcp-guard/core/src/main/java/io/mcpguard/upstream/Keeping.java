package io.mcpguard.upstream;

import java.util.function.Supplier;

/** Keeps what changes in one session, so that it can go on after a restart. */
public interface Keeping {
  /** Nothing is kept: the session lives as long as the process. */
  Keeping NOTHING = state -> {};

  /**
   * Keeps what {@code state} gives in the place of what was kept before. It is asked for by one
   * caller at a time, so that what is kept last is what was said last.
   */
  void keep(Supplier<String> state);
}
