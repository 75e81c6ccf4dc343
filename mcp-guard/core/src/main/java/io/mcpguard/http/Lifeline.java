package io.mcpguard.http;

import io.mcpguard.exchange.Deadline;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ends a connection from outside: the deadline of the exchange on it, or a cancellation. Both
 * close the channel, which wakes whoever connects, reads or writes there. That keeps timed waits
 * out of the hot path: one watch looks at all lifelines a few times a second.
 *
 * <p>Every change is one compare-and-set, so a deadline that fires while its exchange ends can
 * never close the connection under the next exchange.
 */
final class Lifeline {
  private static final Logger LOG = LoggerFactory.getLogger(Lifeline.class);

  private static final long IDLE = Long.MIN_VALUE;
  private static final long TIMED_OUT = Long.MIN_VALUE + 1;
  private static final long CANCELLED = Long.MIN_VALUE + 2;

  private final SocketChannel channel;
  private final AtomicLong due;

  Lifeline(SocketChannel channel, Deadline deadline) {
    this.channel = channel;
    this.due = new AtomicLong(at(deadline));
  }

  /** Takes an idle connection into use; false if it was ended meanwhile. */
  boolean begin(Deadline deadline) {
    return due.compareAndSet(IDLE, at(deadline));
  }

  /** Moves the deadline of the running exchange; without effect on one that was ended. */
  void move(Deadline deadline) {
    long now = due.get();
    if (isRunning(now)) {
      due.compareAndSet(now, at(deadline));
    }
  }

  /** Makes the connection idle; false if it was ended meanwhile. */
  boolean rest() {
    long now = due.get();
    return isRunning(now) && due.compareAndSet(now, IDLE);
  }

  /** Ends the connection for somebody who no longer wants the answer. */
  void cancel() {
    long before = due.getAndUpdate(d -> isRunning(d) || d == IDLE ? CANCELLED : d);
    if (isRunning(before) || before == IDLE) {
      close();
    }
  }

  /** Ends the connection if the deadline has passed; true if this call did it. */
  boolean expire(long nowNanos) {
    long at = due.get();
    if (isRunning(at) && nowNanos - at >= 0 && due.compareAndSet(at, TIMED_OUT)) {
      close();
      return true;
    }
    return false;
  }

  /** Why an operation on the connection failed. */
  Http1Failure.Kind explain(Http1Failure.Kind otherwise) {
    long now = due.get();
    if (now == TIMED_OUT) {
      return Http1Failure.Kind.TIMED_OUT;
    }
    return now == CANCELLED || Thread.currentThread().isInterrupted()
        ? Http1Failure.Kind.CANCELLED
        : otherwise;
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      LOG.debug("a connection could not be closed", failed);
    }
  }

  private static boolean isRunning(long value) {
    return value > CANCELLED;
  }

  private static long at(Deadline deadline) {
    return Math.max(CANCELLED + 1, System.nanoTime() + deadline.left().toNanos());
  }
}
