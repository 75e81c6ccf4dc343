package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;
import java.io.IOException;
import java.util.Optional;

/** An answer that comes as a stream of events, each with one JSON-RPC message. */
public final class EventStream implements UpstreamReply, AutoCloseable {
  private final UpstreamHead head;
  private final HttpAnswer response;
  private final SseReader events;

  EventStream(UpstreamHead head, HttpAnswer response, int mostBytes) {
    this.head = head;
    this.response = response;
    this.events = new SseReader(response.body(), mostBytes);
  }

  /** Status and session. */
  public UpstreamHead head() {
    return head;
  }

  /**
   * Waits for the next event; belongs to one thread. After {@link StreamClosed} or {@link Failed}
   * the stream is over.
   *
   * @param deadline by which it must have arrived whole; takes the place of any earlier one
   */
  public StreamStep next(Deadline deadline) {
    response.until(deadline);
    try {
      Optional<SseEvent> event = events.next();
      return event.isPresent() ? event.get() : new StreamClosed();
    } catch (IOException failed) {
      close();
      return Faults.failed(failed);
    }
  }

  /** Ends the stream from any thread; a waiting reader gets {@link Fault#CANCELLED}. */
  @Override
  public void close() {
    response.close();
  }
}
