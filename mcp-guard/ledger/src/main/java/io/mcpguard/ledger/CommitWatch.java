package io.mcpguard.ledger;

import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the deadline of all appends: when the disk has not answered the committing thread for that
 * long, whoever waits is told, and nothing new is taken until it answers.
 */
final class CommitWatch implements Runnable {
  private static final long LONGEST_LOOK_NANOS = 500_000_000L;

  private static final String FAULT =
      "ledger: the disk does not answer in time; look at its latency";

  private final Committer committer;
  private final Faults faults;
  private final long deadlineNanos;
  private final Thread thread;
  private volatile boolean closing;

  CommitWatch(Committer committer, Faults faults, long deadlineNanos) {
    this.committer = committer;
    this.faults = faults;
    this.deadlineNanos = deadlineNanos;
    this.thread = Thread.ofPlatform().name("ledger-watch").daemon().unstarted(this);
  }

  void start() {
    thread.start();
  }

  void close() throws InterruptedException {
    closing = true;
    LockSupport.unpark(thread);
    thread.join();
  }

  @Override
  public void run() {
    long look = Math.min(LONGEST_LOOK_NANOS, Math.max(1, deadlineNanos / 4));
    while (!closing) {
      LockSupport.parkNanos(this, look);
      if (committer.busyNanos() > deadlineNanos) {
        faults.raise(Faults.Source.STALLED, FAULT);
        committer.giveUp(new LedgerUnavailable(FAULT));
      } else {
        faults.clear(Faults.Source.STALLED);
      }
    }
  }
}
