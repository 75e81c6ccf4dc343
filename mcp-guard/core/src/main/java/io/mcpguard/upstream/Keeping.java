package io.mcpguard.upstream;

/** Keeps what changes in one session, so that it can go on after a restart. */
public interface Keeping {
  /** Nothing is kept: the session lives as long as the process. */
  Keeping NOTHING = state -> {};

  /** Keeps {@code state} in the place of what was kept before; durable when this returns. */
  void keep(String state);
}
