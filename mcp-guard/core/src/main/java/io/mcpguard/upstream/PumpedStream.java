package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of events read ahead by a thread of its own, so that whoever pulls can wait a little and
 * do something else. The backlog is short: a client that reads slowly slows its tool server down.
 */
final class PumpedStream implements SessionLink.Inflow {
  private static final Logger LOG = LoggerFactory.getLogger(PumpedStream.class);
  private static final int AHEAD = 16;

  private final EventStream stream;
  private final Batching batching;
  private final Backlog backlog = new Backlog(AHEAD);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread pump;

  PumpedStream(EventStream stream, Batching batching) {
    this.stream = stream;
    this.batching = batching;
    this.pump = Thread.ofVirtual().name("upstream-events").start(this::run);
  }

  @Override
  public Item next(Duration atMost) throws InterruptedException {
    return backlog.next(atMost);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      stream.close();
      pump.interrupt();
      List<Item> unused = backlog.close();
    }
  }

  private void run() {
    try {
      while (!closed.get()) {
        switch (stream.next(Deadline.in(LateStream.LONGEST_SILENCE))) {
          case SseEvent event -> {
            if (!isKept(event)) {
              LOG.warn("all streams together hold as much as they may; one of them is ended");
              stream.close();
              // It was sent and may have acted: that is what the caller of a slow one is told.
              backlog.add(new Item.Broken(SessionLink.Failing.SLOW));
              return;
            }
          }
          case StreamClosed end -> {
            backlog.add(new Item.End());
            return;
          }
          case Failed failed -> {
            backlog.add(new Item.Broken(HttpLink.failing(failed)));
            return;
          }
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whoever goes on after the event has all of it, so its id is that of its last message. */
  private boolean areKept(List<byte[]> messages, String id) throws InterruptedException {
    for (byte[] one : messages.subList(0, messages.size() - 1)) {
      if (!backlog.put(new Item.Data(one, ""))) {
        return false;
      }
    }
    return backlog.put(new Item.Data(messages.getLast(), id));
  }

  private boolean isKept(SseEvent event) throws InterruptedException {
    if (event.retry().isPresent() && !backlog.put(new Item.Retry(event.retry().get().toMillis()))) {
      return false;
    }
    String id = event.id().orElse("");
    boolean isMessage =
        event.type().equals("message") && (event.data().length > 0 || !id.isEmpty());
    return !isMessage || areKept(batching.messages(event.data()), id);
  }
}
