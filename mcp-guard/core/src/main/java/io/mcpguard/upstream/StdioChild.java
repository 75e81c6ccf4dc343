package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that the guard runs as a child process and talks to over its stdin and stdout. Many
 * exchanges share the one child; one that ends is started again after a pause that doubles.
 *
 * <p>While a child is being greeted, others wait until their deadlines; while none runs, they get
 * {@link Fault#DOWN} at once.
 */
public final class StdioChild implements UpstreamConnection {
  private static final Logger LOG = LoggerFactory.getLogger(StdioChild.class);

  private enum Phase {
    STARTING,
    READY,
    PAUSED,
    CLOSED
  }

  private final ChildCommand command;
  private final ChildTiming timing;
  private final UpstreamLimits limits;
  private final ChildListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread keeper = Thread.ofVirtual().unstarted(this::keepRunning);
  private Phase phase = Phase.STARTING;
  private @Nullable ChildProcess current;

  private StdioChild(
      ChildCommand command, ChildTiming timing, UpstreamLimits limits, ChildListener listener) {
    this.command = command;
    this.timing = timing;
    this.limits = limits;
    this.listener = listener;
  }

  /** Begins to keep a child running; does not wait for it. */
  public static StdioChild running(
      ChildCommand command, ChildTiming timing, UpstreamLimits limits, ChildListener listener) {
    StdioChild child = new StdioChild(command, timing, limits, listener);
    child.keeper.setName("keeper-" + command.name());
    child.keeper.start();
    return child;
  }

  @Override
  public UpstreamExchange send(UpstreamMessage message, Deadline deadline) {
    ChildProcess child = awaitReady(deadline);
    return child == null
        ? SettledExchange.unsent(
            Fault.DOWN, "child " + command.name() + " is not running; it is started again")
        : sent(child, message, deadline);
  }

  private static UpstreamExchange sent(
      ChildProcess child, UpstreamMessage message, Deadline deadline) {
    return message.look().holds()
        ? child.send(message, deadline)
        : SettledExchange.unsent(
            Fault.WITHDRAWN, "what permitted the request ended before it was written");
  }

  @Override
  public UpstreamExchange openStream(UpstreamHeaders headers, Deadline deadline) {
    return notOnStdio();
  }

  @Override
  public UpstreamExchange endSession(UpstreamHeaders headers, Deadline deadline) {
    return notOnStdio();
  }

  /** Stops the child and all that it started; takes three times the grace at most. */
  @Override
  public void close() {
    ChildProcess child = enter(Phase.CLOSED, null);
    if (child != null) {
      child.close();
    }
    try {
      keeper.join(timing.grace().multipliedBy(4));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** True while a greeted child takes messages. */
  public boolean isReady() {
    lock.lock();
    try {
      return phase == Phase.READY;
    } finally {
      lock.unlock();
    }
  }

  private static UpstreamExchange notOnStdio() {
    return new SettledExchange(new Rejected(new UpstreamHead(405, "", ""), new byte[0]));
  }

  private @Nullable ChildProcess awaitReady(Deadline deadline) {
    lock.lock();
    try {
      while (phase == Phase.STARTING) {
        if (changed.awaitNanos(deadline.left().toNanos()) <= 0) {
          return null;
        }
      }
      return phase == Phase.READY ? current : null;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void keepRunning() {
    Duration pause = Duration.ZERO;
    try {
      while (!isClosed()) {
        long began = System.nanoTime();
        runOnce();
        pause = timing.after(pause, Duration.ofNanos(System.nanoTime() - began));
        pauseFor(pause);
      }
    } catch (InterruptedException interrupted) {
      enter(Phase.CLOSED, null);
    }
  }

  /** One life of a child, from its start until all that it started is gone. */
  private void runOnce() throws InterruptedException {
    ChildProcess child;
    try {
      child = ChildProcess.start(command, limits, listener);
    } catch (IOException failed) {
      LOG.error("child {} could not be started: {}", command.name(), failed.getMessage());
      enter(Phase.PAUSED, null);
      listener.ended();
      return;
    }
    enter(Phase.STARTING, child);
    try {
      if (greet(child) == ChildListener.Greeting.WELCOME) {
        enter(Phase.READY, child);
        child.awaitEnd();
      }
    } finally {
      enter(Phase.PAUSED, null);
      child.stop(timing.grace());
      listener.ended();
    }
  }

  private ChildListener.Greeting greet(ChildProcess child) {
    try {
      return listener.greet(child);
    } catch (RuntimeException failed) {
      LOG.error("child {} could not be greeted", command.name(), failed);
      return ChildListener.Greeting.UNFIT;
    }
  }

  private void pauseFor(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (phase != Phase.CLOSED && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (phase != Phase.CLOSED) {
        LOG.info("child {} is started again after {} ms", command.name(), pause.toMillis());
        phase = Phase.STARTING;
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return phase == Phase.CLOSED;
    } finally {
      lock.unlock();
    }
  }

  /** Changes the phase, which never leaves {@code CLOSED}; answers the child that was current. */
  private @Nullable ChildProcess enter(Phase next, @Nullable ChildProcess child) {
    lock.lock();
    try {
      ChildProcess before = current;
      if (phase != Phase.CLOSED) {
        phase = next;
        current = child;
        changed.signalAll();
      } else if (child != null) {
        child.close();
      }
      return before;
    } finally {
      lock.unlock();
    }
  }
}
