package io.mcpguard.ledger;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A thread of its own that looks at a log again and again, for whoever follows what is published.
 */
public final class LogFollower implements AutoCloseable {
  private static final Duration LAST_LOOK = Duration.ofSeconds(5);

  private final Look look;
  private final Consumer<Throwable> death;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile boolean dead;

  /** One look at the log. */
  @FunctionalInterface
  public interface Look {
    /** Takes what is there; how long to wait before the next look. */
    Duration take();
  }

  /**
   * A follower that has not begun.
   *
   * @param death hears what a look failed with, after which there is no other; by the thread itself
   */
  public LogFollower(String name, Look look, Consumer<Throwable> death) {
    this.look = look;
    this.death = death;
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

  /** Whether a look has failed, so that there is no other. */
  public boolean isDead() {
    return dead;
  }

  private void follow() {
    try {
      Duration pause = Duration.ZERO;
      while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = look.take();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (Throwable unforeseen) {
      // An Error too: a thread that ended without a word would be taken for one with nothing to do.
      dead = true;
      death.accept(unforeseen);
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
    awaitEnd(System.nanoTime() + LAST_LOOK.toNanos());
  }

  /** Stops all of them, and waits five seconds at most for all the looks that are under way. */
  public static void closeAll(Collection<LogFollower> followers) {
    followers.forEach(LogFollower::stop);
    long end = System.nanoTime() + LAST_LOOK.toNanos();
    followers.forEach(follower -> follower.awaitEnd(end));
  }

  private void awaitEnd(long end) {
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
