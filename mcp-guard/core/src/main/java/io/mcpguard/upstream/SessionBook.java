package io.mcpguard.upstream;

import java.time.Instant;
import java.util.Collection;

/**
 * What is known of legacy sessions beyond their ids, for longer than a process lives: what changes
 * in them, and which of them cannot be gone on with.
 */
public interface SessionBook {
  /** What the book has of a session. */
  sealed interface Entry {
    /** Nothing: it has nothing beyond its id, or the entry has expired. */
    record None() implements Entry {}

    /** What it needs when it goes on. */
    record Kept(String state) implements Entry {}

    /** It has ended, or cannot go on elsewhere. */
    record Closed() implements Entry {}
  }

  /**
   * Keeps what the session needs when it goes on, in the place of what was kept before; durable
   * when this returns. Nothing happens to one that is closed.
   *
   * @param until when the session's id expires, and the entry with it
   */
  void keep(String session, String state, Instant until);

  /** Closes sessions, of which nothing else is kept then; durable when this returns. */
  void close(Collection<String> sessions, Instant until);

  /**
   * What is known of the session now. A book that had to forget what may have been this one's end
   * says that it has ended.
   *
   * @param until when the session's id expires
   */
  Entry find(String session, Instant until);
}
