package io.mcpguard.stdio;

import java.util.concurrent.Semaphore;

/** What messages hold of the heap together, on all pipes, beyond their first 8 KiB each. */
final class Room {
  private static final int SMALL = 8 * 1024;

  private final int all;
  private final Semaphore free;

  private Room(long bytes) {
    this.all = Math.toIntExact(Math.min(Integer.MAX_VALUE, bytes));
    this.free = new Semaphore(all);
  }

  /** One part in {@code parts} of the heap. */
  static Room ofHeap(int parts) {
    return new Room(Runtime.getRuntime().maxMemory() / parts);
  }

  /** Takes room for a message of this many bytes, if there is any. */
  boolean tryTake(int bytes) {
    return free.tryAcquire(held(bytes));
  }

  /** The same, and waits for it. */
  void take(int bytes) throws InterruptedException {
    free.acquire(held(bytes));
  }

  /** Gives back what was taken for a message of this many bytes. */
  void give(int bytes) {
    free.release(held(bytes));
  }

  /** A message larger than all the room is let in alone. */
  private int held(int bytes) {
    return Math.min(all, Math.max(0, bytes - SMALL));
  }
}
