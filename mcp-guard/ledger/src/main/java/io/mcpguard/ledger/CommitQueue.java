package io.mcpguard.ledger;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way from many threads to the committing one: a lock-free stack that the consumer
 * takes whole and reverses. Its length is bounded by the room that each entry took beforehand.
 */
final class CommitQueue {
  private final AtomicReference<@Nullable Queued> head = new AtomicReference<>();

  /** Adds an entry; gives true when the queue was empty. */
  boolean add(Queued queued) {
    Queued before = head.get();
    queued.next = before;
    while (!head.compareAndSet(before, queued)) {
      before = head.get();
      queued.next = before;
    }
    return before == null;
  }

  boolean isEmpty() {
    return head.get() == null;
  }

  /** Moves everything queued, in order, to the end of {@code into}. */
  void drainTo(ArrayDeque<Queued> into) {
    Queued reversed = null;
    Queued newest = head.getAndSet(null);
    while (newest != null) {
      Queued older = newest.next;
      newest.next = reversed;
      reversed = newest;
      newest = older;
    }
    for (Queued oldest = reversed; oldest != null; ) {
      Queued after = oldest.next;
      oldest.next = null;
      into.addLast(oldest);
      oldest = after;
    }
  }
}
