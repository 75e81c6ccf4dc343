package io.mcpguard.upstream;

import java.time.Duration;

/** Messages for one client stream, pulled by the transport. Closing it ends the wait for more. */
public interface EventSource extends AutoCloseable {

  /** What a pull gives. */
  sealed interface Event {
    /**
     * One message.
     *
     * @param json the JSON-RPC message; empty for a priming event (2025-11-25, resumability)
     * @param id the event's id; empty text where it has none
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
    record Message(byte[] json, String id) implements Event {}

    /** The server asks the client to wait this many milliseconds before it comes back. */
    record Retry(long millis) implements Event {}

    /** Nothing came in the time given. */
    record Idle() implements Event {}

    /** No more will come. */
    record End() implements Event {}
  }

  /** The next event, or {@link Event.Idle} once {@code atMost} has passed. */
  Event next(Duration atMost) throws InterruptedException;

  @Override
  void close();
}
