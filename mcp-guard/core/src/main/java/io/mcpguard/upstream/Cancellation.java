package io.mcpguard.upstream;

import io.mcpguard.http.LastLook;

/**
 * A sender's way to take a message back: before its first byte goes out, by the last look, and
 * afterwards, by cutting what carries it.
 */
interface Cancellation extends LastLook {
  /** That of a message which nobody takes back. */
  Cancellation NEVER = before(LastLook.NONE);

  /** That of a message which nobody takes back once it is under way. */
  static Cancellation before(LastLook look) {
    return new Cancellation() {
      @Override
      public boolean holds() {
        return look.holds();
      }

      @Override
      public void carriedBy(Runnable cut) {}
    };
  }

  /** Tells how to cut what carries the message now; cuts it at once if it was taken back. */
  void carriedBy(Runnable cut);
}
