package io.mcpguard.upstream;

import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.protocol.RequestId;

/** What a client gets for one message of its own; the transport only puts it on the wire. */
public sealed interface Answer {
  /**
   * One JSON-RPC message.
   *
   * @param status the HTTP status that goes with it
   */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
  record Message(byte[] json, int status) implements Answer {
    /** A message in a transport of the legacy revisions, where each has this status. */
    public Message(byte[] json) {
      this(json, 200);
    }
  }

  /** The answer to {@code initialize}, with the id of the session that it opened. */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
  record Opened(byte[] json, String sessionId) implements Answer {}

  /** Messages as they come, the last of which answers the request. */
  record Events(EventSource events) implements Answer {}

  /** A notification or an answer was taken. */
  record Accepted() implements Answer {}

  /** The session was ended. */
  record Ended() implements Answer {}

  /** A notification or an answer was refused: nobody waits to hear of it (contracts §3). */
  record Dropped(Denial denial) implements Answer {}

  /**
   * A stream that was asked for without any message was refused, so that HTTP has to say it.
   *
   * @param exchange names the record that tells the whole reason
   */
  record NoStream(Denial denial, ExchangeId exchange) implements Answer {}

  /**
   * A refusal.
   *
   * @param denial the reason decides what the client sees
   * @param exchange names the record that tells the whole reason
   * @param replyTo the request's id; {@link RequestId#NONE} where none could be read
   */
  record Denied(Denial denial, ExchangeId exchange, RequestId replyTo) implements Answer {}
}
