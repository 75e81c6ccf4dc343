package io.mcpguard.audit;

import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerUnavailable;
import io.mcpguard.ledger.Reservation;
import io.mcpguard.ledger.Settlement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

  private final Ledger ledger;
  private final String origin;
  private final Map<Long, Reservation> rooms = new ConcurrentHashMap<>();
  private final Semaphore open = new Semaphore(MOST_OPEN);
  private final AtomicBoolean wanting = new AtomicBoolean();

  /** Writes to {@code ledger}. */
  public LedgerJournal(Ledger ledger) {
    this.ledger = ledger;
    this.origin = ledger.verifierKey().name();
  }

  @Override
  public Outcome<DecisionLeaf> decide(byte[] leaf) {
    return append(leaf);
  }

  @Override
  public Outcome<DecisionLeaf> open(byte[] leaf) {
    if (wanting.get()) {
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
    Reservation room;
    try {
      room = ledger.reserve(OUTCOME_ROOM);
    } catch (LedgerUnavailable e) {
      return unavailable(e.reason());
    } catch (InterruptedException stopping) {
      return interrupted();
    }
    Outcome<DecisionLeaf> appended = append(leaf);
    switch (appended) {
      case Proceed<DecisionLeaf>(DecisionLeaf at) -> rooms.put(at.index(), room);
      case Refused<DecisionLeaf> refused -> room.close();
    }
    return appended;
  }

  @Override
  public void conclude(DecisionLeaf decision, byte[] leaf) {
    Reservation room = rooms.remove(decision.index());
    if (room == null) {
      throw new IllegalStateException("the call's outcome was recorded before");
    }
    room.append(leaf, new Concluding());
  }

  @Override
  public Outcome<DecisionLeaf> note(byte[] leaf) {
    return append(leaf);
  }

  /** Whether every outcome so far could be written, and the ledger takes new entries. */
  public boolean isReady() {
    return !wanting.get() && ledger.refusal().isEmpty();
  }

  /** Waits for nothing: it is told on the ledger's own thread. */
  private final class Concluding implements Settlement {
    @Override
    public void durable(long index) {
      open.release();
    }

    @Override
    public void lost(LedgerUnavailable why) {
      wanting.set(true);
      open.release();
      LOG.error(
          "an outcome could not be recorded: {}; nothing new is admitted until a restart",
          why.reason());
    }
  }

  private Outcome<DecisionLeaf> append(byte[] leaf) {
    if (leaf.length > LARGEST) {
      return tooLarge();
    }
    try {
      return Outcome.proceed(new DecisionLeaf(origin, ledger.append(leaf)));
    } catch (LedgerUnavailable e) {
      return unavailable(e.reason());
    } catch (InterruptedException stopping) {
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
    List<Reservation> unseen = List.copyOf(rooms.values());
    if (open.tryAcquire(MOST_OPEN - unseen.size(), 5, TimeUnit.SECONDS)) {
      unseen.forEach(Reservation::close);
    }
  }
}
