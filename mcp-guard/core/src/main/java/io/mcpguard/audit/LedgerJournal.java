package io.mcpguard.audit;

import io.mcpguard.audit.OpenCalls.OpenCall;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerUnavailable;
import io.mcpguard.ledger.Reservation;
import io.mcpguard.ledger.Settlement;
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

  /** The largest leaf, in bytes (contracts §2). */
  private static final int LARGEST = 60 * 1024;

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
    if (leaf.length > LARGEST) {
      return tooLarge();
    }
    if (!open.tryAcquire()) {
      return unavailable("too many calls are open");
    }
    Outcome<DecisionLeaf> opened = openWithRoom(leaf);
    if (opened instanceof Refused<DecisionLeaf>) {
      open.release();
    }
    return opened;
  }

  private Outcome<DecisionLeaf> openWithRoom(byte[] leaf) {
    OpenCall call;
    try {
      call = calls.begin(ledger.reserve(OUTCOME_ROOM));
    } catch (LedgerUnavailable e) {
      return unavailable(e.reason());
    } catch (InterruptedException stop) {
      return interrupted();
    }
    Outcome<DecisionLeaf> appended = append(leaf);
    switch (appended) {
      case Proceed<DecisionLeaf>(DecisionLeaf at) -> calls.recorded(call, at.index());
      case Refused<DecisionLeaf> refused -> calls.failed(call);
    }
    return appended;
  }

  @Override
  public void conclude(DecisionLeaf decision, byte[] leaf) {
    OpenCall call =
        calls
            .conclude(decision.index())
            .orElseThrow(() -> new IllegalStateException("the call was concluded before"));
    call.room().append(leaf, new Concluding(decision.index(), leaf));
  }

  @Override
  public Outcome<DecisionLeaf> note(byte[] leaf) {
    return append(leaf);
  }

  /** Whether every outcome so far could be written, and the ledger takes new entries. */
  public boolean isReady() {
    return wanting.get() == 0 && ledger.refusal().isEmpty();
  }

  /** How many leaves are known to be durable, published or not. */
  public long size() {
    return calls.size();
  }

  /** Told on the ledger's own thread, so it waits for nothing. */
  private final class Concluding implements Settlement {
    private final long decision;
    private final byte[] leaf;

    Concluding(long decision, byte[] leaf) {
      this.decision = decision;
      this.leaf = leaf;
    }

    @Override
    public void durable(long index) {
      calls.acknowledged(index);
      calls.end(decision);
      open.release();
      movePoint();
    }

    @Override
    public void lost(LedgerUnavailable why) {
      if (wanting.getAndIncrement() == 0) {
        LOG.error("an outcome could not be recorded: {}; nothing new is admitted", why.reason());
      }
      Thread.ofVirtual().name("outcome").start(() -> writeLater(decision, leaf));
    }
  }

  /** Where the guard stops before it is written, the next start ends the call as unknown. */
  private void writeLater(long decision, byte[] leaf) {
    try {
      while (!stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
        if (append(leaf) instanceof Proceed<DecisionLeaf>) {
          calls.end(decision);
          if (wanting.decrementAndGet() == 0) {
            LOG.warn("every outcome is recorded again; calls are admitted");
          }
          return;
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      open.release();
    }
  }

  private void movePoint() {
    long size = calls.size();
    long before = pointed.get();
    if (size - before >= POINT_EVERY && pointed.compareAndSet(before, size)) {
      Thread.ofVirtual().name("recovery-point").start(() -> point.write(calls.lowest()));
    }
  }

  private Outcome<DecisionLeaf> append(byte[] leaf) {
    if (leaf.length > LARGEST) {
      return tooLarge();
    }
    try {
      long index = ledger.append(leaf);
      calls.acknowledged(index);
      return Outcome.proceed(new DecisionLeaf(origin, index));
    } catch (LedgerUnavailable e) {
      return unavailable(e.reason());
    } catch (InterruptedException stop) {
      return interrupted();
    }
  }

  private static Outcome<DecisionLeaf> interrupted() {
    Thread.currentThread().interrupt();
    return unavailable("the guard is stopping");
  }

  private static Outcome<DecisionLeaf> tooLarge() {
    return unavailable("a record of more than " + LARGEST + " bytes is not kept");
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
