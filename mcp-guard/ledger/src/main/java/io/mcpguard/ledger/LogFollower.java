package io.mcpguard.ledger;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A thread of its own that looks at a log again and again, for whoever follows what is published.
 */
public final class LogFollower implements AutoCloseable {
  private static final Duration LAST_LOOK = Duration.ofSeconds(5);

  private final Look look;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** One look at the log. */
  @FunctionalInterface
  public interface Look {
    /** Takes what is there; how long to wait before the next look. */
    Duration take();
  }

  /** A follower that has not begun. */
  public LogFollower(String name, Look look) {
    this.look = look;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::follow);
  }

  /** Begins to look. */
  public void start() {
    thread.start();
  }

  /** Whether no further look is wanted; one that takes long asks now and then. */
  public boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void follow() {
    try {
      Duration pause = Duration.ZERO;
      while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = look.take();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks for no further look, and waits for nothing. */
  public void stop() {
    stopping.countDown();
  }

  /** Stops, and waits five seconds at most for the look that is under way. */
  @Override
  public void close() {
    stop();
    try {
      thread.join(LAST_LOOK.toMillis());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
