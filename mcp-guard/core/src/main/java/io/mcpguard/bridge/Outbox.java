package io.mcpguard.bridge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * News for one client's stream, which may not be open now. What says the same is kept once, and
 * where there is no more room the oldest goes. The attacker is a tool server that tells much to
 * clients that read nothing.
 */
final class Outbox {
  private static final int MOST = 64;
  private static final int LARGEST_BYTES = 8 * 1024;

  private final Semaphore room;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, byte[]> news = new LinkedHashMap<>();

  /** Who reads; what it says may change until {@link #wake}. */
  interface Reader {
    /** Whether the news are still for it. */
    boolean isCurrent();

    /** Whether there may be more. */
    boolean expectsMore();
  }

  /** Holds nothing yet; {@code room} counts the bytes of all outboxes together. */
  Outbox(Semaphore room) {
    this.room = room;
  }

  /** Keeps a message; one that is too large for news is dropped. */
  void put(byte[] json) {
    if (json.length > LARGEST_BYTES) {
      return;
    }
    lock.lock();
    try {
      String text = new String(json, StandardCharsets.UTF_8);
      if (!news.containsKey(text) && makeRoom(json.length)) {
        news.put(text, json);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean makeRoom(int bytes) {
    while (news.size() >= MOST) {
      dropOldest();
    }
    while (!room.tryAcquire(bytes)) {
      if (news.isEmpty()) {
        return false;
      }
      dropOldest();
    }
    return true;
  }

  private byte[] dropOldest() {
    Iterator<byte[]> all = news.values().iterator();
    byte[] oldest = all.next();
    all.remove();
    room.release(oldest.length);
    return oldest;
  }

  /** The oldest message; empty when none came within {@code atMost}, and when none is to come. */
  Optional<byte[]> next(Reader reader, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (news.isEmpty() && left > 0 && reader.isCurrent() && reader.expectsMore()) {
        left = changed.awaitNanos(left);
      }
      return news.isEmpty() || !reader.isCurrent() ? Optional.empty() : Optional.of(dropOldest());
    } finally {
      lock.unlock();
    }
  }

  /** Has whoever waits look at what else changed. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets everything. */
  void clear() {
    lock.lock();
    try {
      while (!news.isEmpty()) {
        dropOldest();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
