package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream of events read ahead by a thread of its own, so that whoever pulls can wait a little and
 * do something else. The queue is short: a client that reads slowly slows its tool server down.
 */
final class PumpedStream implements SessionLink.Inflow {
  private static final int AHEAD = 16;
  private static final Duration LONGEST_SILENCE = Duration.ofHours(1);

  private final EventStream stream;
  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(AHEAD);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread pump;

  PumpedStream(EventStream stream) {
    this.stream = stream;
    this.pump = Thread.ofVirtual().name("upstream-events").start(this::run);
  }

  @Override
  public Item next(Duration atMost) throws InterruptedException {
    Item item = items.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    return item == null ? new Item.Idle() : item;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      stream.close();
      pump.interrupt();
    }
  }

  private void run() {
    try {
      while (!closed.get()) {
        switch (stream.next(Deadline.in(LONGEST_SILENCE))) {
          case SseEvent event -> put(event);
          case StreamClosed end -> {
            items.put(new Item.End());
            return;
          }
          case Failed failed -> {
            items.put(new Item.Broken(HttpLink.failing(failed)));
            return;
          }
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(SseEvent event) throws InterruptedException {
    if (event.retry().isPresent()) {
      items.put(new Item.Retry(event.retry().get().toMillis()));
    }
    String id = event.id().orElse("");
    if (event.type().equals("message") && (event.data().length > 0 || !id.isEmpty())) {
      items.put(new Item.Data(event.data(), id));
    }
  }
}
