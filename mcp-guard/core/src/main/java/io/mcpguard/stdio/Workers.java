package io.mcpguard.stdio;

import java.util.concurrent.Semaphore;

/**
 * The threads of what came on one pipe, so many at a time. What is more waits on the pipe, so that
 * it is the other end that is slowed down.
 *
 * <p>Requests have their own bound, so that the client's answers, which calls may be waiting for,
 * always come through.
 */
final class Workers {
  private static final int MOST_BRIEF = 32;

  private final Semaphore brief = new Semaphore(MOST_BRIEF);

  /** Runs what ends by itself, once there is room for it. */
  void brief(Runnable work) throws InterruptedException {
    brief.acquire();
    start(() -> {
      try {
        work.run();
      } finally {
        brief.release();
      }
    });
  }

  /** Runs what may take long and was counted already. */
  void start(Runnable work) {
    Thread.ofVirtual().name("stdio-message").start(work);
  }
}
