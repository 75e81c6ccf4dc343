package io.mcpguard.connect;

import io.mcpguard.http.Http1Response;

/** What came of a request. */
sealed interface Sent {
  /** An answer with a status that no token would change; whoever takes it closes it. */
  record Answered(Http1Response response) implements Sent {}

  /**
   * No answer that helps.
   *
   * @param body what the server said with its refusal, if it said something; else empty
   */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
  record Failed(Trouble trouble, byte[] body) implements Sent {}

  /** Whoever wanted it no longer does. */
  record Cancelled() implements Sent {}
}
