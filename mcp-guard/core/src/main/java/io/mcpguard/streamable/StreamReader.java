package io.mcpguard.streamable;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.EventSource;
import java.time.Duration;
import java.util.Optional;

/** Whoever reads a stream now, and how far it has come. */
final class StreamReader implements EventSource {
  private final StreamLog log;
  private long place;

  /** Of what comes after this place. */
  StreamReader(StreamLog log, long place) {
    this.log = log;
    this.place = place;
  }

  /** Guarded by the lock of the log. */
  long place() {
    return place;
  }

  void reach(long next) {
    place = next;
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    Deadline patience = Deadline.in(atMost);
    while (true) {
      Optional<Event> ready = log.ready(this);
      if (ready.isPresent()) {
        return ready.get();
      }
      if (patience.isOver()) {
        return new Event.Idle();
      }
      log.pull(log.silence(patience.left()), place);
    }
  }

  @Override
  public void close() {
    log.left(this);
  }
}
