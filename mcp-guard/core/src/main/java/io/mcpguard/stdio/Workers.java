package io.mcpguard.stdio;

import java.util.concurrent.Semaphore;

/**
 * The threads of what came on one pipe, so many at a time, and so many bytes on all pipes. What is
 * more waits on the pipe, so that it is the other end that is slowed down.
 *
 * <p>Requests have their own bounds, so that the client's answers, which calls may be waiting for,
 * always come through.
 */
final class Workers {
  private static final int MOST_BRIEF = 32;

  private final Semaphore brief = new Semaphore(MOST_BRIEF);
  private final Room room;

  Workers(Room room) {
    this.room = room;
  }

  /** Runs what ends by itself, on a message of this many bytes, once there is room for it. */
  void brief(int bytes, Runnable work) throws InterruptedException {
    brief.acquire();
    try {
      room.take(bytes);
    } catch (InterruptedException stopping) {
      brief.release();
      throw stopping;
    }
    start(() -> {
      try {
        work.run();
      } finally {
        room.give(bytes);
        brief.release();
      }
    });
  }

  /** Runs what may take long and was counted already. */
  void start(Runnable work) {
    Thread.ofVirtual().name("stdio-message").start(work);
  }
}
