package io.mcpguard.provenance;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LedgerUnavailable;
import io.mcpguard.ledger.LogFollower;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of a log that is being written, found by an index that follows what is published.
 *
 * <p>While leaves keep coming it takes one batch each quarter of a second, and so falls behind a
 * busy guard rather than slow it; it catches up once nothing has come for a while, and for whoever
 * looks a call up. What it finds is read from the log itself: an index that does not agree with the
 * log is thrown away and made anew.
 */
public final class LiveCalls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCalls.class);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(10);

  /** So many looks without a new checkpoint, and nothing is coming: one is due each second. */
  private static final int QUIET_LOOKS = 5;

  private final Ledger ledger;
  private final LongSupplier durable;
  private final CallIndex index;
  private final IndexFollower follower;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final LogFollower thread;

  /** Of the thread alone: the log's size at the look before, and for how many looks it stayed. */
  private long before = -1;

  private int quiet;

  /** What a lookup comes to. */
  public sealed interface Lookup {
    /**
     * The log has the call.
     *
     * @param ledger covers every leaf of it that is given
     */
    record Found(TracedCall call, LedgerReader ledger) implements Lookup {}

    /** The log has no such call. */
    record Unknown() implements Lookup {}

    /** The index is not as far as the log; later it will be. */
    record Behind() implements Lookup {}
  }

  /**
   * Follows {@code ledger} with {@code index}, which nobody else writes to.
   *
   * @param durable how many leaves are known to be durable, published or not
   */
  public LiveCalls(Ledger ledger, LongSupplier durable, CallIndex index) {
    this.ledger = ledger;
    this.durable = durable;
    this.index = index;
    this.follower = new IndexFollower(index);
    this.thread = new LogFollower("call-index", this::look, LiveCalls::died);
  }

  /** Begins to follow. */
  public void start() {
    thread.start();
  }

  /**
   * The call of this id, with its end where that is published in time.
   *
   * @throws IOException when ledger or index cannot be read
   * @throws InterruptedException when the guard is stopping
   */
  public Lookup find(String txn, Deadline deadline) throws IOException, InterruptedException {
    Optional<Lookup> known = known(txn, deadline);
    if (known.filter(LiveCalls::isWhole).isPresent()) {
      return known.get();
    }
    publish(deadline);
    boolean all = catchUp(ledger.latest().size(), deadline);
    Lookup last = known(txn, deadline).orElseGet(all ? Lookup.Unknown::new : Lookup.Behind::new);
    return last instanceof Lookup.Behind ? known.orElse(last) : last;
  }

  /** Nothing more will be known of such a call. */
  private static boolean isWhole(Lookup lookup) {
    return lookup instanceof Lookup.Found found
        && (!found.call().decision().isAllowed() || !found.call().status().isEmpty());
  }

  /** Waits until every leaf is published that is durable now, or the time is over. */
  private void publish(Deadline deadline) throws InterruptedException {
    try {
      ledger.covering(durable.getAsLong() - 1, deadline.left());
    } catch (LedgerUnavailable late) {
      // What was published before can be proven all the same.
    }
  }

  private Optional<Lookup> known(String txn, Deadline deadline)
      throws IOException, InterruptedException {
    if (!isLocked(deadline)) {
      return Optional.of(new Lookup.Behind());
    }
    try {
      Optional<IndexedCall> call = index.find(txn);
      if (call.isEmpty()) {
        return Optional.empty();
      }
      LedgerReader reader = ledger.reader();
      return Optional.of(new Lookup.Found(TracedCall.of(call.get(), reader), reader));
    } catch (IOException wrong) {
      beginAnew(wrong);
      return Optional.of(new Lookup.Behind());
    } finally {
      lock.unlock();
    }
  }

  /** Takes what is published; whether the first {@code size} leaves are in the index then. */
  private boolean catchUp(long size, Deadline deadline) throws IOException, InterruptedException {
    while (!deadline.isOver() && isLocked(deadline)) {
      try {
        if (batch() >= size) {
          return true;
        }
      } finally {
        lock.unlock();
      }
    }
    return false;
  }

  /** Takes the lock, unless whoever has it, as to make the index anew, outlasts the deadline. */
  private boolean isLocked(Deadline deadline) throws InterruptedException {
    return lock.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Takes one batch; how many leaves are in the index then. */
  private long taken() throws IOException {
    lock.lock();
    try {
      return batch();
    } finally {
      lock.unlock();
    }
  }

  private long batch() throws IOException {
    try {
      follower.takeSome(ledger.reader());
      return follower.size();
    } catch (IOException wrong) {
      beginAnew(wrong);
      throw wrong;
    }
  }

  private void beginAnew(IOException wrong) throws IOException {
    LOG.warn("the index of calls is made anew from the ledger: {}", String.valueOf(wrong));
    index.forget();
  }

  /** Lookups go on: each takes what is missing itself. */
  private static void died(Throwable cause) {
    LOG.error("the index of calls is not followed any more; start the guard again", cause);
  }

  private Duration look() {
    long size = ledger.latest().size();
    quiet = size == before ? quiet + 1 : 0;
    before = size;
    return isTaken(quiet < QUIET_LOOKS ? 1 : size) ? PAUSE : AFTER_TROUBLE;
  }

  /** Takes a batch, and more until {@code size} leaves are taken; false where that is no use. */
  private boolean isTaken(long size) {
    try {
      long taken = taken();
      while (taken < size && !thread.isStopping()) {
        taken = taken();
      }
      return true;
    } catch (IOException trouble) {
      return false;
    } catch (RuntimeException defect) {
      LOG.warn("the index of calls does not go on; it is tried again", defect);
      return false;
    }
  }

  /** Stops following, and waits for the batch that is being taken. */
  @Override
  public void close() {
    thread.close();
  }
}
