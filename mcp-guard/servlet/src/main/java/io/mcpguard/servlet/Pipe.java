package io.mcpguard.servlet;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.BrokenAnswer;
import io.mcpguard.upstream.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The body of an answer between the servlet that writes it and the guard that reads it. It holds
 * little: a servlet that writes faster than its client reads waits here, and one that nobody reads
 * any more is told so.
 */
final class Pipe {
  private static final int ROOM = 64 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] ring = new byte[ROOM];
  private final Duration mostWait;
  private int from;
  private int held;
  private State state = State.OPEN;
  private Deadline deadline;

  private enum State {
    OPEN,
    FINISHED,
    BROKEN,
    ABANDONED
  }

  /** A write waits for room at most {@code mostWait}; a read waits until {@code deadline}. */
  Pipe(Duration mostWait, Deadline deadline) {
    this.mostWait = mostWait;
    this.deadline = deadline;
  }

  /** Puts bytes in, and waits while there is no room. */
  void write(byte[] bytes, int offset, int length) throws IOException {
    lock.lock();
    try {
      int done = 0;
      while (done < length) {
        awaitRoom();
        int to = (from + held) % ROOM;
        int count = Math.min(Math.min(length - done, ROOM - held), ROOM - to);
        System.arraycopy(bytes, offset + done, ring, to, count);
        held += count;
        done += count;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The last byte is in. */
  void finish() {
    become(State.FINISHED);
  }

  /** No more bytes come, though more were to come. */
  void breakOff() {
    become(State.BROKEN);
  }

  /** Nobody reads any more. */
  void abandon() {
    become(State.ABANDONED);
  }

  boolean isAbandoned() {
    lock.lock();
    try {
      return state == State.ABANDONED;
    } finally {
      lock.unlock();
    }
  }

  void until(Deadline later) {
    lock.lock();
    try {
      deadline = later;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  InputStream reader() {
    return new Reader();
  }

  private void become(State next) {
    lock.lock();
    try {
      if (state == State.OPEN || next == State.ABANDONED) {
        state = next;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom() throws IOException {
    Deadline patience = Deadline.in(mostWait);
    while (state == State.OPEN && held == ROOM) {
      if (patience.isOver()) {
        state = State.ABANDONED;
        changed.signalAll();
      } else {
        await(patience);
      }
    }
    if (state != State.OPEN) {
      throw new IOException("nobody reads this answer any more");
    }
  }

  private int read(byte[] into, int offset, int most) throws IOException {
    lock.lock();
    try {
      while (held == 0) {
        switch (state) {
          case OPEN -> awaitBytes();
          case FINISHED -> {
            return -1;
          }
          case BROKEN -> throw new BrokenAnswer(Fault.DOWN, "the servlet broke its answer off");
          case ABANDONED -> throw new BrokenAnswer(Fault.CANCELLED, "the answer was given up");
        }
      }
      int count = Math.min(Math.min(most, held), ROOM - from);
      System.arraycopy(ring, from, into, offset, count);
      from = (from + count) % ROOM;
      held -= count;
      changed.signalAll();
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void awaitBytes() throws IOException {
    if (deadline.isOver()) {
      state = State.ABANDONED;
      changed.signalAll();
      throw new BrokenAnswer(Fault.SLOW, "the servlet did not go on in time");
    }
    await(deadline);
  }

  /** Returns at any change, or none: each caller looks again, in a loop. */
  @SuppressWarnings("WaitNotInLoop")
  private void await(Deadline until) throws IOException {
    try {
      if (!changed.await(until.left().toNanos(), TimeUnit.NANOSECONDS)) {
        changed.signalAll();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new BrokenAnswer(Fault.CANCELLED, "the thread was interrupted");
    }
  }

  private final class Reader extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
      return most == 0 ? 0 : Pipe.this.read(into, offset, most);
    }

    @Override
    public void close() {
      abandon();
    }
  }
}
