package io.mcpguard.audit;

import io.mcpguard.audit.OpenCalls.OpenCall;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerUnavailable;
import io.mcpguard.ledger.Reservation;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps leaves in the ledger. With each decision it sets room aside for the outcome, so that a disk
 * that fills up in between cannot swallow how a call ended.
 */
public final class LedgerJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerJournal.class);

  /** An outcome leaf is smaller than this: it holds digests and numbers only. */
  private static final int OUTCOME_ROOM = 1024;

  /** The most calls that may be between their two records. */
  private static final int MOST_OPEN = 20_000;

  /** How many leaves may follow the recovery point, beside those of open calls. */
  private static final long POINT_EVERY = 1024;

  /** The pause between two tries to write an outcome that the disk did not take. */
  private static final long RETRY_MILLIS = 250;

  private final Ledger ledger;
  private final RecoveryPoint point;
  private final String origin;
  private final OpenCalls calls;
  private final Semaphore open = new Semaphore(MOST_OPEN);
  private final AtomicInteger wanting = new AtomicInteger();
  private final AtomicLong pointed;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** Writes to {@code ledger} and keeps {@code point} behind the calls that are open. */
  public LedgerJournal(Ledger ledger, RecoveryPoint point) {
    this.ledger = ledger;
    this.point = point;
    this.origin = ledger.verifierKey().name();
    this.calls = new OpenCalls(ledger.latest().size());
    this.pointed = new AtomicLong(calls.size());
  }

  @Override
  public Outcome<DecisionLeaf> decide(byte[] leaf) {
    return append(leaf);
  }

  @Override
  public Outcome<DecisionLeaf> open(byte[] leaf) {
    if (wanting.get() > 0) {
      return unavailable("an outcome could not be written; nothing new is admitted");
    }
    if (!open.tryAcquire()) {
      return unavailable("too many calls are open");
    }
    try {
      return Outcome.proceed(new DecisionLeaf(origin, recorded(leaf)));
    } catch (LedgerUnavailable e) {
      open.release();
      return unavailable(e.reason());
    } catch (InterruptedException stop) {
      open.release();
      Thread.currentThread().interrupt();
      return unavailable("the guard is stopping");
    }
  }

  private long recorded(byte[] leaf) throws LedgerUnavailable, InterruptedException {
    OpenCall call = calls.begin(ledger.reserve(OUTCOME_ROOM));
    try {
      long index = ledger.append(leaf);
      calls.recorded(call, index);
      return index;
    } catch (LedgerUnavailable | InterruptedException e) {
      calls.failed(call);
      throw e;
    }
  }

  @Override
  public void conclude(DecisionLeaf decision, byte[] leaf) {
    OpenCall call =
        calls
            .conclude(decision.index())
            .orElseThrow(() -> new IllegalStateException("the call was concluded before"));
    Thread.ofVirtual().name("outcome").start(() -> write(decision.index(), call, leaf));
  }

  @Override
  public Outcome<DecisionLeaf> note(byte[] leaf) {
    return append(leaf);
  }

  /** Whether every outcome so far could be written, and the ledger takes new entries. */
  public boolean isReady() {
    return wanting.get() == 0 && ledger.refusal().isEmpty();
  }

  private void write(long decision, OpenCall call, byte[] leaf) {
    try {
      if (isWritten(call, leaf)) {
        calls.end(decision);
        movePoint();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      open.release();
    }
  }

  private boolean isWritten(OpenCall call, byte[] leaf) throws InterruptedException {
    try {
      calls.acknowledged(call.room().append(leaf));
      return true;
    } catch (LedgerUnavailable e) {
      if (wanting.getAndIncrement() == 0) {
        LOG.error("an outcome could not be recorded: {}; nothing new is admitted", e.reason());
      }
      return isWrittenLater(leaf);
    }
  }

  /** Where the guard stops before, the next start ends the call as unknown. */
  private boolean isWrittenLater(byte[] leaf) throws InterruptedException {
    while (!stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
      try {
        calls.acknowledged(ledger.append(leaf));
        if (wanting.decrementAndGet() == 0) {
          LOG.warn("every outcome is recorded again; calls are admitted");
        }
        return true;
      } catch (LedgerUnavailable e) {
        LOG.debug("an outcome still waits: {}", e.reason());
      }
    }
    return false;
  }

  private void movePoint() {
    long size = calls.size();
    long before = pointed.get();
    if (size - before >= POINT_EVERY && pointed.compareAndSet(before, size)) {
      point.write(calls.lowest());
    }
  }

  private Outcome<DecisionLeaf> append(byte[] leaf) {
    try {
      long index = ledger.append(leaf);
      calls.acknowledged(index);
      return Outcome.proceed(new DecisionLeaf(origin, index));
    } catch (LedgerUnavailable e) {
      return unavailable(e.reason());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return unavailable("the guard is stopping");
    }
  }

  private static Outcome<DecisionLeaf> unavailable(String detail) {
    return Outcome.refuse(Reason.EVIDENCE_UNAVAILABLE, "the ledger: " + detail);
  }

  /** Waits, five seconds at most, until the outcomes that are on their way are written. */
  public void drain() throws InterruptedException {
    stopping.countDown();
    List<Reservation> untold = calls.untold();
    if (open.tryAcquire(MOST_OPEN - untold.size(), 5, TimeUnit.SECONDS)) {
      untold.forEach(Reservation::close);
    }
    point.write(calls.lowest());
  }
}
