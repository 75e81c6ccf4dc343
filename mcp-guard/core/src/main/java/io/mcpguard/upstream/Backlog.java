package io.mcpguard.upstream;

import io.mcpguard.upstream.SessionLink.Inflow.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What came for one reader and was not read yet: bounded in number and in bytes, and in bytes for
 * all readers together. The attacker is a tool server that sends much to clients that read nothing.
 */
final class Backlog {
  /** Or one item, however large. */
  private static final int MOST_KIB = 4 * 1024;

  private static final int LARGEST_ITEM_KIB = UpstreamLimits.standard().eventBytes() / 1024 + 1;

  private static final Semaphore ALL = new Semaphore(quarterOfMemoryKib());

  /** How long one waits until the others hold less. */
  private static final Duration TURN = Duration.ofSeconds(3);

  private final Semaphore all;
  private final Semaphore own = new Semaphore(MOST_KIB);
  private final int least;
  private final Duration turn;
  private final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  /** An item and what it weighs among its own reader's and among all; nothing where uncounted. */
  private record Held(Item item, int own, int all) {
    boolean isCounted() {
      return own > 0;
    }
  }

  /** Room for so many items of any kind, or for fewer that are large. */
  Backlog(int most) {
    this(most, ALL, TURN);
  }

  Backlog(int most, Semaphore all, Duration turn) {
    // Light items weigh so much that there are no more of them.
    this.least = MOST_KIB / most;
    this.all = all;
    this.turn = turn;
  }

  /** Keeps an item if there is room now. */
  boolean offer(Item item) {
    Held one = weighed(item);
    if (!own.tryAcquire(one.own())) {
      return false;
    }
    if (!all.tryAcquire(one.all())) {
      own.release(one.own());
      return false;
    }
    keep(one);
    return true;
  }

  /**
   * Waits until its reader has made room for an item, and keeps it; false when all readers together
   * left none for too long.
   */
  boolean put(Item item) throws InterruptedException {
    Held one = weighed(item);
    own.acquire(one.own());
    boolean room = false;
    try {
      room = all.tryAcquire(one.all(), turn.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      if (!room) {
        own.release(one.own());
      }
    }
    if (room) {
      keep(one);
    }
    return room;
  }

  /** Keeps an answer or an end, for which there always is room, and which outlives the close. */
  void add(Item last) {
    held.add(new Held(last, 0, 0));
  }

  /** The next item, within {@code atMost}. */
  Item next(Duration atMost) throws InterruptedException {
    Held one = held.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    if (one == null) {
      return new Item.Idle();
    }
    release(one);
    return one.item();
  }

  /** Keeps nothing more, and lets go of what was not read, which it answers. */
  List<Item> close() {
    closed = true;
    List<Held> left = new ArrayList<>();
    held.drainTo(left);
    List<Item> unread = new ArrayList<>();
    for (Held one : left) {
      if (one.isCounted()) {
        release(one);
        unread.add(one.item());
      } else {
        held.add(one);
      }
    }
    return unread;
  }

  private void keep(Held one) {
    held.add(one);
    if (closed && held.remove(one)) {
      release(one);
    }
  }

  private void release(Held one) {
    all.release(one.all());
    own.release(one.own());
  }

  private Held weighed(Item item) {
    int kib = item instanceof Item.Data data ? 1 + data.json().length / 1024 : 1;
    return new Held(item, Math.clamp(kib, least, MOST_KIB), kib);
  }

  private static int quarterOfMemoryKib() {
    long quarter = Runtime.getRuntime().maxMemory() / 4 / 1024;
    return Math.clamp(quarter, LARGEST_ITEM_KIB, 1 << 30);
  }
}
